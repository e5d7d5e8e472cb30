//! Writes a level drawing from its layout, back to front.

use super::{
    axis::{BREAK, Segment},
    describe::describe,
    header::{Heading, headings, ticks},
    input::LinkClass,
    labels::{Align, SIZE},
    links,
    marks::{bar, draw, draw_cluster, draw_gate, is_broken},
    num,
    scene::{Edge, Scene},
    space::Area,
    svg::{Path, SvgWriter},
    text,
    wide::{AXIS, Layout, Of, TOP, Text, name},
};

/// The drawing as markup.
pub(super) fn write(scene: &Scene<'_>, layout: &Layout) -> SvgWriter {
    let mut svg = SvgWriter::with_capacity(600 + scene.nodes.len() * 900);
    let frame = layout.frame;
    let size = format!("0 0 {} {}", frame.width, layout.height.round());
    svg.start("svg").class(frame.class).attr("viewBox", &size).attr("role", "group");
    svg.attr("aria-label", &describe(scene)).attr("data-axis", &knots(&layout.axis)).inside();
    exposure(&mut svg, scene, layout);
    lanes(&mut svg, scene, layout);
    axis(&mut svg, scene, layout);
    bars(&mut svg, scene, layout);
    arrows(&mut svg, scene, layout);
    marks(&mut svg, scene, layout);
    for text in &layout.texts {
        write_text(&mut svg, scene, layout, text);
    }
    svg.end("svg");
    svg
}

fn exposure(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) {
    let bottom = layout.edges.last().copied().unwrap_or(TOP);
    let mut free = layout.frame.gutter;
    for (index, window) in scene.picture.exposures.iter().enumerate() {
        let span = |time: Option<super::input::PictureTime>| {
            let time = time?;
            layout.axis.locate(&scene.nodes, time.span())
        };
        let right = layout.axis.segments.last().map_or(layout.frame.width, |last| last.end);
        let Some(start) = span(window.start) else { continue };
        let end = span(window.end).unwrap_or((right, layout.frame.width));
        let (x0, x1) = (start.0, end.1.max(start.0 + 4.0));
        let part = |x: f64| (x - x0) / (x1 - x0);
        let (rise, fall) = (part(start.1.min(x1)), part(end.0.max(start.0)));
        let (rise, fall) = if rise <= fall { (rise, fall) } else { (fall, rise) };
        let ids = ["fade", "cap"].map(|kind| format!("{kind}-{}{index}", layout.frame.id));
        svg.start("defs").inside();
        for (id, kinds) in ids.iter().zip([["fade-0", "fade-1"], ["fade-cap-0", "fade-cap-1"]]) {
            svg.start("linearGradient").attr("id", id).inside();
            for (class, offset) in
                [(kinds[0], 0.0), (kinds[1], rise), (kinds[1], fall), (kinds[0], 1.0)]
            {
                let offset = format!("{:.3}", offset.clamp(0.0, 1.0));
                svg.start("stop").class(class).attr("offset", &offset).empty();
            }
            svg.end("linearGradient");
        }
        svg.end("defs");
        let rect = |svg: &mut SvgWriter, id: &str, y: f64, height: f64| {
            svg.start("rect").attr("fill", &format!("url(#{id})")).at(x0, y);
            svg.num("width", x1 - x0).num("height", height).empty();
        };
        rect(svg, &ids[0], TOP - 18.0, layout.height - TOP + 18.0);
        rect(svg, &ids[1], AXIS - 2.5, 5.0);
        let half = text::width(&window.label, SIZE) / 2.0;
        let middle = f64::midpoint(x0, x1)
            .clamp(free + half, (layout.frame.width - 8.0 - half).max(free + half));
        if middle + half <= layout.frame.width {
            free = middle + half + 12.0;
            svg.start("text").class("t-exposure").at(middle, bottom + 17.0);
            svg.attr("text-anchor", "middle").inside().text(&window.label).end("text");
        }
    }
}

fn lanes(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) {
    let mut path = Path::default();
    for &edge in &layout.edges {
        path = path.jump(0.0, edge + 0.5).line(layout.frame.width, edge + 0.5);
    }
    svg.start("path").class("lane-line").d(&path).empty();
    let room = layout.frame.gutter - 38.0 - 6.0;
    for (lane, &y) in scene.lanes.iter().zip(&layout.lines) {
        svg.start("g").class("lane-label");
        if !lane.shared {
            svg.attr("data-lane", lane.name);
        }
        svg.inside();
        svg.start("rect").class("hit").at(4.0, y - 18.0);
        svg.num("width", layout.frame.gutter - 12.0).num("height", 36.0).num("rx", 6.0).empty();
        draw(svg, lane.mark, 22.0, y, 0.8);
        let (name, _) = text::wrap(lane.name, 12.5, room, 0.0, 2);
        let role = text::fit(lane.role, 11.0, room);
        let mut baseline = y + 4.0 - 7.0 * num(name.len() + usize::from(!role.is_empty()) - 1);
        for line in &name {
            svg.start("text").class("lane-name").at(38.0, baseline).inside().text(line).end("text");
            baseline += 15.0;
        }
        if !role.is_empty() {
            svg.start("text").class("t-faint").at(38.0, baseline).inside().text(&role).end("text");
        }
        svg.end("g");
    }
}

fn axis(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) {
    let segments = &layout.axis.segments;
    let bottom = layout.edges.last().copied().unwrap_or(TOP);
    let (mut line, mut grid) = (Path::default(), Path::default());
    for (index, (segment, heading)) in segments.iter().zip(headings(scene, segments)).enumerate() {
        let next = segments.get(index + 1).map(|next| next.start);
        title(svg, segment, &heading, next.unwrap_or(layout.frame.width) - segment.start - 10.0);
        line = line.jump(segment.start, AXIS).line(segment.end, AXIS);
        if let Some(next) = next {
            let x = f64::midpoint(segment.end, next);
            for x in [x - 5.0, x + 1.0] {
                line = line.jump(x, AXIS + 5.0).line(x + 4.0, AXIS - 5.0);
            }
            let pause = pause(segment, &segments[index + 1]);
            svg.start("text").class("t-faint").at(x, AXIS + 18.0).attr("text-anchor", "middle");
            svg.inside().text(&pause).end("text");
        }
        let mut written = f64::NEG_INFINITY;
        for tick in ticks(scene, segment, &layout.axis.at) {
            line = line.jump(tick.at, AXIS).line(tick.at, AXIS - 5.0);
            if tick.label.is_empty() {
                continue;
            }
            let half = text::width(&tick.label, 11.0) / 2.0;
            let anchor = if tick.at - half < segment.start - BREAK / 2.0 {
                "start"
            } else if tick.at + half > segment.end + BREAK / 2.0 {
                "end"
            } else {
                "middle"
            };
            // A label that was pushed inwards at the end may not stand on the one before it.
            let left = match anchor {
                "start" => tick.at,
                "end" => tick.at - 2.0 * half,
                _ => tick.at - half,
            };
            if left > written + 3.0 {
                svg.start("text").class("t-faint").at(tick.at, AXIS - 10.0);
                svg.attr("text-anchor", anchor).inside().text(&tick.label).end("text");
                written = left + 2.0 * half;
            }
            if segment.run.kind == super::runs::Kind::Clock {
                grid = grid.jump(tick.at, TOP).line(tick.at, bottom);
            }
        }
    }
    svg.start("path").class("axis-grid").d(&grid).empty();
    svg.start("path").class("axis-line").d(&line).empty();
}

/// How long nothing happened between two segments, when that is certain: `9 h`.
fn pause(before: &Segment, after: &Segment) -> String {
    let (Some((_, from)), Some((to, _))) = (before.run.span, after.run.span) else {
        return String::new();
    };
    let minutes = (to - from) / 60_000;
    match minutes {
        ..1 => String::new(),
        1..100 => format!("{minutes}\u{202f}min"),
        100..2_880 => format!("{}\u{202f}h", (minutes + 30) / 60),
        2_880..100_000 => format!("{}\u{202f}d", (minutes + 720) / 1_440),
        _ => format!("{}\u{202f}mo", (minutes + 21_900) / 43_800),
    }
}

fn title(svg: &mut SvgWriter, segment: &Segment, heading: &Heading, room: f64) {
    let pick = |options: &[String], size: f64| {
        let fits = options.iter().find(|option| text::width(option, size) * 1.05 <= room);
        let shortest = || options.last().map(|option| text::fit(option, size, room));
        fits.cloned().or_else(shortest).unwrap_or_default()
    };
    svg.start("text").class("t-strong").at(segment.start, 22.0).inside();
    svg.text(&pick(&heading.titles, SIZE)).end("text");
    svg.start("text").class("t-faint").at(segment.start, 38.0).inside();
    svg.text(&pick(&heading.precision, 11.0)).end("text");
}

/// How far each mark's time may be from where it stands.
fn bars(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) {
    let mut edge = Path::default();
    for (at, node) in scene.nodes.iter().enumerate() {
        let Some((x0, x1, own_start, own_end)) = layout.axis.extent(&scene.nodes, at) else {
            continue;
        };
        if node.across.is_some() || x1 - x0 < 22.0 {
            continue;
        }
        // Events of one lane that share an interval share one bar.
        let shared = scene.nodes[..at].iter().any(|other| {
            other.lane == node.lane && other.span == node.span && other.across.is_none()
        });
        if shared {
            continue;
        }
        let y = layout.lines[node.lane];
        let hue = bar(scene.mark(at));
        svg.start("rect").class(hue).at(x0, y - 6.0).num("width", x1 - x0);
        svg.num("height", 12.0).num("rx", 3.0).empty();
        for (x, own) in [(x0 + 0.5, own_start), (x1 - 0.5, own_end)] {
            if own {
                edge = edge.jump(x, y - 6.0).line(x, y + 6.0);
            }
        }
    }
    svg.start("path").class("bar-edge").d(&edge).empty();
}

fn arrows(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) {
    for arrow in &layout.arrows {
        let edge = &scene.edges[arrow.edge];
        if edge.chain && edge.class == LinkClass::Causal {
            svg.start("path").class("link-glow").d(&links::line(&arrow.points)).empty();
        }
    }
    // What is lit comes last, so that it lies on top.
    for arrow in layout.arrows.iter().rev() {
        let edge = &scene.edges[arrow.edge];
        let (class, head) = classes(edge);
        svg.start("g");
        ends(svg, scene, edge);
        svg.inside();
        svg.start("path").class(class).d(&links::line(&arrow.points)).empty();
        if edge.class != LinkClass::Contradiction {
            links::head(svg, &arrow.points, head);
        }
        svg.end("g");
    }
}

/// Which events an arrow joins, for the script that lights chains.
pub(super) fn ends(svg: &mut SvgWriter, scene: &Scene<'_>, edge: &Edge<'_>) {
    let (from, to) = (scene.event(edge.from).seq, scene.event(edge.to).seq);
    let way = if edge.class.is_causal() { "data-causal" } else { "data-link" };
    svg.attr(way, &format!("{from} {to}"));
}

pub(super) fn classes(edge: &Edge<'_>) -> (&'static str, &'static str) {
    match (edge.class, edge.chain) {
        (LinkClass::Contributing, true) => ("link link-minor link-chain", "head head-chain"),
        (LinkClass::Contributing, false) => ("link link-minor", "head"),
        (LinkClass::Response, _) => ("link link-response", "head"),
        (LinkClass::Contradiction, _) => ("link link-contradiction", "head"),
        (LinkClass::Gate | LinkClass::OpenGate, _) => ("link link-gate", "head head-gate"),
        (_, true) => ("link link-chain", "head head-chain"),
        (_, false) => ("link", "head"),
    }
}

fn marks(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) {
    for (at, node) in scene.nodes.iter().enumerate() {
        let area = layout.marks[at];
        let (x, y) = (f64::midpoint(area.x0, area.x1), f64::midpoint(area.y0, area.y1));
        svg.start("a");
        lead_on(svg, scene, at);
        svg.attr("aria-label", &super::describe::describe_node(scene, at)).inside();
        hit(svg, area);
        let told = |text: &&Text| matches!(text.of, Of::Event(node) | Of::Gate(node) if node == at);
        if layout.texts.iter().find(told).is_none_or(|text| text.form.cut) {
            // What the drawing has no room for is told to whoever points at the mark.
            svg.leaf("title", &scene.event(at).text);
        }
        match scene.gate(at) {
            Some(gate) => draw_gate(svg, gate.state, x, y, node.across.is_none()),
            None if node.events.len() > 1 => {
                draw_cluster(svg, scene.mark(at), x, y, node.events.len());
            }
            None => draw(svg, scene.mark(at), x, y, 1.0),
        }
        svg.end("a");
    }
}

/// Where a mark leads, and whether that is a part of the picture.
pub(super) fn lead_on(svg: &mut SvgWriter, scene: &Scene<'_>, node: usize) {
    let (href, part) = scene.href(node);
    svg.attr("href", &href);
    if part {
        svg.attr("data-zoom", "part");
    }
}

/// Where which instant stands, for the script that looks closer: a place, a time, and so on.
pub(super) fn knots(axis: &super::axis::Axis) -> String {
    let mut out = String::new();
    for segment in &axis.segments {
        let Some((from, until)) = segment.run.span else { continue };
        for (place, time) in [(segment.start, from), (segment.end, until)] {
            out.push_str(&format!("{place:.0} {time} "));
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// What can be pointed at and shows the focus: a little more than the mark.
fn hit(svg: &mut SvgWriter, area: Area) {
    svg.start("rect").class("hit").at(area.x0 - 4.0, area.y0 - 4.0);
    svg.num("width", area.x1 - area.x0 + 8.0).num("height", area.y1 - area.y0 + 8.0);
    svg.num("rx", 14.0).empty();
}

fn write_text(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout, text: &Text) {
    match text.of {
        Of::Flag(_) => boxed(svg, text, "flag-box", "flag-text"),
        Of::Claim(_) => boxed(svg, text, "claim-box", "claim-text"),
        Of::Verb(arrow) => {
            let edge = &scene.edges[layout.arrows[arrow].edge];
            let class = if edge.chain { "t-chain" } else { "t-verb" };
            let (x, anchor) = anchor(text);
            svg.start("text").class(class).at(x, text.placed.area.y0 + 11.0);
            svg.attr("text-anchor", anchor).inside().text(&text.form.lines[0]).end("text");
        }
        Of::Event(node) | Of::Gate(node) => {
            if text.placed.far {
                lead(svg, scene, layout, node, text.placed.area);
            }
            label(svg, scene, node, text);
        }
    }
}

fn boxed(svg: &mut SvgWriter, text: &Text, frame: &'static str, words: &'static str) {
    let area = text.placed.area;
    svg.start("rect").class(frame).at(area.x0 + 0.5, area.y0 + 0.5);
    svg.num("width", area.x1 - area.x0 - 1.0).num("height", area.y1 - area.y0 - 1.0);
    svg.num("rx", 3.0).empty();
    svg.start("text").class(words).at(f64::midpoint(area.x0, area.x1), area.y0 + 13.0);
    svg.attr("text-anchor", "middle").inside().text(&text.form.lines[0]).end("text");
}

fn label(svg: &mut SvgWriter, scene: &Scene<'_>, node: usize, text: &Text) {
    let (x, anchor) = anchor(text);
    let gate = matches!(text.of, Of::Gate(_)).then(|| scene.gate(node)).flatten();
    let open = gate.is_some_and(|gate| is_broken(gate.state));
    let last = text.form.lines.len() - 1;
    for (index, line) in text.form.lines.iter().enumerate() {
        let y = text.placed.area.y0 + 12.0 + super::num(index) * super::labels::LINE;
        svg.start("text").class(match (gate, index) {
            (Some(_), 0) => "t-strong",
            (Some(_), _) if index == last && open => "t-danger",
            (Some(_), _) if index == last => "t-warn",
            (None, 0) => "t",
            _ => "t-quiet",
        });
        svg.at(x, y);
        if anchor != "start" {
            svg.attr("text-anchor", anchor);
        }
        svg.inside();
        if index == 0 {
            svg.start("tspan").class("t-mono").inside().text(&name(scene, node)).end("tspan");
            svg.text(if line.is_empty() { "" } else { " " });
        }
        svg.text(line).end("text");
    }
}

fn anchor(text: &Text) -> (f64, &'static str) {
    let area = text.placed.area;
    match text.placed.align {
        Align::Start => (area.x0, "start"),
        Align::Middle => (f64::midpoint(area.x0, area.x1), "middle"),
        Align::End => (area.x1, "end"),
    }
}

/// A hairline from a mark to a label that found no place beside it.
fn lead(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout, node: usize, area: Area) {
    let mark = layout.marks[node];
    let x = f64::midpoint(mark.x0, mark.x1);
    let (from, to) =
        if area.y0 > mark.y1 { (mark.y1 + 1.0, area.y0) } else { (mark.y0 + 1.0, area.y1) };
    let class = match scene.gate(node) {
        Some(gate) if is_broken(gate.state) => "gate-lead",
        _ => "label-lead",
    };
    let path = if area.x0 > x {
        let y = (area.y0 + 8.0).min(mark.y0 + 6.0);
        Path::from(x, mark.y0 + 2.0).line(x, y).line(area.x0 - 3.0, y)
    } else if area.x1 < x {
        let y = (area.y0 + 8.0).min(mark.y0 + 6.0);
        Path::from(x, mark.y0 + 2.0).line(x, y).line(area.x1 + 3.0, y)
    } else {
        Path::from(x, from).line(x, to)
    };
    svg.start("path").class(class).d(&path).empty();
}
