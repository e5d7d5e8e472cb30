//! The picture: a line for each control, a mark for each agent. It is a table, so that it reads and
//! prints as one; a mark leads to what it stands for.

use leptos::prelude::*;

use super::Names;
use crate::domain::Vocabulary;
use crate::domain::control::ControlState;
use crate::domain::guardrail::{GuardColumn, GuardLine, GuardMark, GuardPicture, NOBODY};
use crate::ui::{GateMark, GateState};

/// From so many incidents on, a mark is one step darker.
const STEPS: [usize; 3] = [2, 4, 8];

pub(super) fn draw(names: &Names<'_>, picture: &GuardPicture) -> AnyView {
    let most = picture.lines.iter().flat_map(|line| &line.marks).map(|mark| mark.times).max();
    let most = most.unwrap_or_default();
    let heads = picture.columns.iter().map(|column| head(names, column)).collect_view();
    let lines = picture.lines.iter().map(|line| self::line(names, picture, line, most));
    let lines = lines.collect_view();
    view! {
        <section class="guards" aria-labelledby="guards-title">
            <h2 class="visually-hidden" id="guards-title">"Controls and agents"</h2>
            <table>
                <caption class="visually-hidden">"In how many incidents each control let something pass, by the agent that had a part. An incident with two agents stands in both columns."</caption>
                <thead>
                    <tr>
                        <th scope="col" class="guards-corner">"Control"</th>
                        {heads}
                        <th scope="col" class="guards-sum"><span>"In all"</span></th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            {legend()}
        </section>
    }
    .into_any()
}

fn head(names: &Names<'_>, column: &GuardColumn) -> AnyView {
    match column {
        GuardColumn::Agent(key) => {
            let href = names.link(|filter| filter.agent.clone_from(key));
            let name = names.of(key);
            let title = name.clone();
            view! { <th scope="col" title=title><a href=href>{name}</a></th> }.into_any()
        }
        GuardColumn::Others(count) => {
            let words = format!("{count} more agents");
            view! { <th scope="col"><span>{words}</span></th> }.into_any()
        }
        GuardColumn::Nobody => {
            let href = names.link(|filter| NOBODY.clone_into(&mut filter.agent));
            view! { <th scope="col"><a href=href>"No agent"</a></th> }.into_any()
        }
    }
}

fn line(names: &Names<'_>, picture: &GuardPicture, line: &GuardLine, most: usize) -> AnyView {
    let href = names.link(|filter| filter.control.clone_from(&line.control));
    let name = names.of(&line.control);
    let marks = line.marks.iter().zip(&picture.columns).map(|(mark, column)| {
        let agent = match column {
            GuardColumn::Agent(key) => key.as_str(),
            GuardColumn::Others(_) => "",
            GuardColumn::Nobody => NOBODY,
        };
        let href = names.link(|filter| {
            filter.control.clone_from(&line.control);
            if !agent.is_empty() {
                agent.clone_into(&mut filter.agent);
            }
        });
        self::mark(mark, format!("{href}#control-{}", line.control), most)
    });
    let marks = marks.collect_view();
    let again = (line.times > 1).then_some("guards-again");
    view! {
        <tr>
            <th scope="row"><a href=href>{name}</a></th>
            {marks}
            <td class="guards-sum"><span class=again>{line.times}</span></td>
        </tr>
    }
    .into_any()
}

fn mark(mark: &GuardMark, href: String, most: usize) -> AnyView {
    let Some((state, _)) = mark.states.first() else {
        return view! { <td><span class="visually-hidden">"none"</span></td> }.into_any();
    };
    let states = mark.states.iter();
    let states: Vec<String> =
        states.map(|(state, n)| format!("{n} {}", state.label().to_lowercase())).collect();
    let words = states.join(", ");
    let title = words.clone();
    let class = format!("guard guard-{}", darkness(mark.times, most));
    let count = if mark.times > 999 { "999+".to_owned() } else { mark.times.to_string() };
    view! {
        <td><a class=class href=href title=title>
            <GateMark state=*state /><b aria-hidden="true">{count}</b><span class="visually-hidden">{words}</span>
        </a></td>
    }
    .into_any()
}

/// How dark a mark is, 1 to 4: by fixed steps, or on a large record by its part of the most.
fn darkness(times: usize, most: usize) -> usize {
    if most > STEPS[2] * 2 {
        return (times * 4).div_ceil(most).clamp(1, 4);
    }
    1 + STEPS.iter().filter(|step| times >= **step).count()
}

fn legend() -> AnyView {
    let states = ControlState::ALL.iter().copied().filter(|state| state.let_it_pass());
    let states = states.map(|state| view! { <li><GateState state=state /></li> }).collect_view();
    let steps = (1..=4).map(|step| view! { <i class=format!("guard-{step}")></i> }).collect_view();
    view! {
        <ul class="guards-legend small" aria-label="Legend">
            {states}
            <li><span class="guards-steps" aria-hidden="true">{steps}</span>"fewer to more incidents; the number says how many, the sign what the control did most often"</li>
        </ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::darkness;

    #[test]
    fn a_mark_is_darker_the_more_there_is() {
        assert_eq!([1, 2, 4, 8].map(|times| darkness(times, 8)), [1, 2, 3, 4]);
        assert_eq!([1, 30, 60, 100].map(|times| darkness(times, 100)), [1, 2, 3, 4]);
    }
}
