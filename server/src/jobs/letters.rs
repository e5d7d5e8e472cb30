//! E-mails: collected for each person, sent one after the other, tried again when the server is away.

use app::domain::Vocabulary;
use app::domain::notice::{Notice, Subject};
use app::paths;
use chrono::TimeDelta;

use super::deliver::by;
use crate::error::Result;
use crate::mail::{Mail, Outcome};
use crate::state::AppState;
use crate::store;
use crate::store::notices::{self, Letter};

/// At most one e-mail for a person in this time.
const EVERY: TimeDelta = TimeDelta::minutes(10);
/// How long a claimed e-mail is left to who claimed it; longer than sending may take.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// How often is tried: for about ten days, hourly in the end.
const TRIES: i32 = 240;

/// Makes and sends the e-mails that are due; answers how many went out.
pub async fn send_due(state: &AppState) -> Result<usize> {
    let Some(smtp) = &state.config.smtp else { return Ok(0) };
    store::write(&state.db, by(state), async |tx| notices::collect(&tx, EVERY).await).await?;
    let mut sent = 0;
    loop {
        let claim =
            store::write(&state.db, by(state), async |tx| notices::claim(&tx, LEASE).await).await?;
        let Some((id, attempt)) = claim else { return Ok(sent) };
        let Some(letter) = notices::letter(&state.db, id).await? else {
            give_up(state, id, "there is nothing left to tell").await?;
            continue;
        };
        match smtp.send(&mail(&letter, &state.config.public_url)).await {
            Outcome::Sent => {
                store::write(&state.db, by(state), async |tx| notices::sent(&tx, id).await).await?;
                sent += 1;
            }
            Outcome::Refused(why) => give_up(state, id, &why).await?,
            Outcome::Later(why) => {
                tracing::warn!(%why, %id, attempt, "an e-mail waits");
                put_off(state, id, attempt, &why).await?;
                // The server is away or busy: the others wait for the next round.
                return Ok(sent);
            }
        }
    }
}

async fn give_up(state: &AppState, id: uuid::Uuid, why: &str) -> Result<()> {
    tracing::warn!(%why, %id, "an e-mail is not sent");
    store::write(&state.db, by(state), async |tx| notices::failed(&tx, id, why, None).await)
        .await?;
    Ok(())
}

async fn put_off(state: &AppState, id: uuid::Uuid, attempt: i32, why: &str) -> Result<()> {
    let again = (attempt < TRIES).then(|| state.clock.now() + pause(attempt));
    store::write(&state.db, by(state), async |tx| notices::failed(&tx, id, why, again).await)
        .await?;
    Ok(())
}

/// How long to wait after this many tries.
fn pause(attempt: i32) -> TimeDelta {
    TimeDelta::minutes(match attempt {
        ..=1 => 1,
        2 => 5,
        3 => 15,
        4 => 30,
        _ => 60,
    })
}

/// The words of a letter; its links begin with `base`.
fn mail(letter: &Letter, base: &str) -> Mail {
    let lines: Vec<String> = letter.notices.iter().map(|notice| told(notice, base)).collect();
    let subject = match letter.notices.as_slice() {
        [one] => match &one.subject {
            Some(subject) => format!("{}: {}", name(subject), one.kind.label().to_lowercase()),
            None => one.kind.label().to_owned(),
        },
        many => format!("{} notices from Throughline", many.len()),
    };
    let foot = format!(
        "All notices: {base}{}\nWhat comes by e-mail, and when: {base}{}#notices\n",
        paths::NOTICES,
        paths::ACCOUNT
    );
    let body = format!("{}\n\n-- \n{foot}", lines.join("\n\n"));
    Mail { id: letter.id, to: letter.to.clone(), name: letter.name.clone(), subject, body }
}

/// What it is called outside: a restricted incident's title does not leave the program.
fn name(subject: &Subject) -> String {
    if subject.restricted {
        return subject.reference.clone();
    }
    format!("{} {}", subject.reference, subject.title)
}

fn told(notice: &Notice, base: &str) -> String {
    let when = notice.at.format("%Y-%m-%d %H:%M UTC");
    let sentence = notice.sentence();
    let Some(subject) = &notice.subject else { return format!("{sentence} ({when})") };
    let reference = &subject.reference;
    let path = if subject.remediation {
        paths::remediation(reference)
    } else {
        paths::incident(reference)
    };
    format!("{}\n{sentence} ({when})\n{base}{path}", name(subject))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::domain::notice::NoticeKind;

    fn notice(restricted: bool) -> Notice {
        Notice {
            id: uuid::Uuid::nil(),
            kind: NoticeKind::CheckDue,
            subject: Some(Subject {
                reference: "REM-7".into(),
                title: "Gate".into(),
                remediation: true,
                restricted,
            }),
            by: None,
            detail: serde_json::json!({}),
            at: chrono::DateTime::UNIX_EPOCH,
            read_at: None,
        }
    }

    fn letter(notices: Vec<Notice>) -> Letter {
        Letter { id: uuid::Uuid::nil(), to: "a@example.org".into(), name: "A".into(), notices }
    }

    #[test]
    fn one_notice_is_named_in_the_subject_and_several_are_counted() {
        let one = mail(&letter(vec![notice(false)]), "https://tl.example.org");
        assert_eq!(one.subject, "REM-7 Gate: the day to look has come");
        assert!(one.body.contains("https://tl.example.org/remediations/REM-7\n"), "{}", one.body);
        let two = mail(&letter(vec![notice(false), notice(false)]), "https://tl.example.org");
        assert_eq!(two.subject, "2 notices from Throughline");
    }

    #[test]
    fn the_title_of_what_is_restricted_is_left_out() {
        let hushed = mail(&letter(vec![notice(true)]), "https://tl.example.org");
        assert!(!hushed.body.contains("Gate") && !hushed.subject.contains("Gate"));
    }

    #[test]
    fn the_pauses_grow_and_end_at_an_hour() {
        let pauses: Vec<_> = (1..7).map(|attempt| pause(attempt).num_minutes()).collect();
        assert_eq!(pauses, [1, 5, 15, 30, 60, 60]);
    }
}
