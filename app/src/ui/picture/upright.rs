//! The upright drawing for phones: time runs down, lanes are columns, words stand beside.

use crate::domain::moment::Precision;

use super::{
    axis::Axis,
    describe::{describe, describe_node, when},
    draw::{classes, ends, knots, lead_on},
    header::headings,
    input::{LinkClass, PictureTime},
    labels::SIZE,
    links::{self, Terrain},
    marks::{bar, draw, draw_cluster, draw_gate, is_broken},
    num,
    runs::runs,
    scene::Scene,
    svg::{Path, SvgWriter},
    text,
    wide::{is_drawn, name},
};

/// About how many rows a phone's drawing has at most.
pub(super) const MARKS: usize = 48;
const WIDTH: f64 = 360.0;
/// The middle of the first column.
const FIRST: f64 = 28.0;
const LINE: f64 = 16.0;
const HEADING: f64 = 58.0;
const TOP: f64 = 34.0;

/// A line of words in a row.
struct Line {
    class: &'static str,
    text: String,
}

/// What stands beside one mark.
struct Row {
    lines: Vec<Line>,
    time: String,
}

struct Layout {
    columns: Vec<f64>,
    words: f64,
    rows: Vec<Row>,
    axis: Axis,
    height: f64,
}

/// The drawing as markup.
pub(super) fn write(scene: &Scene<'_>) -> SvgWriter {
    let layout = layout(scene);
    let mut svg = SvgWriter::with_capacity(400 + scene.nodes.len() * 700);
    let size = format!("0 0 {WIDTH} {}", layout.height.round());
    svg.start("svg").class("drawing drawing-upright").attr("viewBox", &size);
    svg.attr("role", "group").attr("aria-label", &describe(scene));
    svg.attr("data-down", "").attr("data-axis", &knots(&layout.axis)).inside();
    exposure(&mut svg, scene, &layout);
    head(&mut svg, scene, &layout);
    bars(&mut svg, scene, &layout);
    let gates = arrows(&mut svg, scene, &layout);
    for node in 0..scene.nodes.len() {
        row(&mut svg, scene, &layout, node, &gates);
    }
    svg.end("svg");
    svg
}

fn layout(scene: &Scene<'_>) -> Layout {
    let lanes = scene.lanes.len();
    let step = (116.0 / num(lanes)).clamp(12.0, 24.0);
    let columns: Vec<f64> = (0..lanes).map(|lane| FIRST + num(lane) * step).collect();
    let words = columns.last().copied().unwrap_or(FIRST) + 24.0;
    let rows: Vec<Row> =
        (0..scene.nodes.len()).map(|node| compose(scene, node, WIDTH - words - 12.0)).collect();
    let runs = runs(&scene.nodes, 12);
    let (mut at, mut ends) = (vec![0.0; rows.len()], Vec::with_capacity(runs.len()));
    let mut y = TOP;
    for run in &runs {
        y += HEADING;
        let start = y - 12.0;
        for node in run.first..=run.last {
            at[node] = y + 8.0;
            y += (num(rows[node].lines.len()) * LINE + 16.0).max(44.0);
        }
        ends.push((start, y - 12.0));
    }
    let axis = Axis::fixed(runs, at, &ends);
    Layout { columns, words, rows, axis, height: y + 8.0 }
}

/// The words of a row: who, what, what to know about it, and where it led.
fn compose(scene: &Scene<'_>, node: usize, room: f64) -> Row {
    let event = scene.event(node);
    let own = &scene.nodes[node];
    let mut lines = Vec::new();
    let mut add = |class: &'static str, text: String| {
        if !text.is_empty() {
            lines.push(Line { class, text });
        }
    };
    let count = own.events.len();
    let gate = scene.gate(node);
    let time = if count > 1 { String::new() } else { short_time(scene, event.time) };
    let lead = text::mono_width(&name(scene, node), 11.0) + text::width(&time, 11.0) + 14.0;
    let who = gate.map_or(scene.lanes[own.lane].name, |gate| gate.control.as_str());
    let who = if event.actor.is_empty() && gate.is_none() { "Context" } else { who };
    add("t-strong", text::fit(who, SIZE, room - lead));
    if count > 1 {
        add("t-quiet", format!("{count} events close together"));
    } else {
        for line in text::wrap(&event.text, SIZE, room, 0.0, 3).0 {
            add("", line);
        }
    }
    if let Some(gate) = gate {
        add(if is_broken(gate.state) { "t-danger" } else { "t-warn" }, gate.words().to_owned());
    }
    if count == 1 && event.unauthorised {
        add("flag", "Unauthorised".to_owned());
    }
    if let Some(claim) = event.disputed.as_ref().filter(|_| count == 1) {
        add("claim", text::fit(&format!("≠ {claim}"), 11.0, room - 14.0));
    }
    for window in &scene.picture.exposures {
        if count == 1 && event.impact && window.start.is_some() && window.start == event.time {
            add("t-exposure", text::fit(&window.label, SIZE, room));
        }
    }
    for edge in scene.edges.iter().filter(|edge| edge.from == node).take(3) {
        let words = format!("{} → {}", edge.label, name(scene, edge.to));
        add(if edge.chain { "t-chain" } else { "t-verb" }, text::fit(&words, 11.0, room));
    }
    Row { lines, time }
}

/// Clock times only: the day stands in the heading.
fn short_time(scene: &Scene<'_>, time: Option<PictureTime>) -> String {
    let short = |time: PictureTime| time.precision <= Precision::Hour;
    let Some(time) = time.filter(|&time| short(time)) else { return String::new() };
    let words = when(Some(time), scene.picture);
    words.splitn(4, ' ').nth(3).unwrap_or_default().to_owned()
}

fn exposure(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) {
    for (index, window) in scene.picture.exposures.iter().enumerate() {
        let span = |time: Option<PictureTime>| {
            let time = time?;
            layout.axis.locate(&scene.nodes, time.span())
        };
        let Some(start) = span(window.start) else { continue };
        let end = span(window.end).unwrap_or((layout.height, layout.height));
        let (y0, y1) = (start.0, end.1.max(start.0 + 4.0));
        let part = |y: f64| ((y - y0) / (y1 - y0)).clamp(0.0, 1.0);
        let (rise, fall) = (part(start.1), part(end.0).max(part(start.1)));
        let ids = ["fade", "cap"].map(|kind| format!("{kind}-u{index}"));
        svg.start("defs").inside();
        for (id, kinds) in ids.iter().zip([["fade-0", "fade-1"], ["fade-cap-0", "fade-cap-1"]]) {
            svg.start("linearGradient").attr("id", id).attr("x2", "0").attr("y2", "1").inside();
            for (class, offset) in
                [(kinds[0], 0.0), (kinds[1], rise), (kinds[1], fall), (kinds[0], 1.0)]
            {
                svg.start("stop").class(class).attr("offset", &format!("{offset:.3}")).empty();
            }
            svg.end("linearGradient");
        }
        svg.end("defs");
        for (id, x, width) in [(&ids[0], 0.0, WIDTH), (&ids[1], 4.0, 5.0)] {
            svg.start("rect").attr("fill", &format!("url(#{id})")).at(x, y0);
            svg.num("width", width).num("height", y1 - y0).num("rx", 2.5).empty();
        }
    }
}

fn head(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) {
    let mut guides = Path::default();
    for (lane, &x) in scene.lanes.iter().zip(&layout.columns) {
        draw(svg, lane.mark, x, 18.0, 0.7);
        guides = guides.jump(x, TOP).line(x, layout.height - 6.0);
    }
    let names: Vec<&str> = scene.lanes.iter().map(|lane| lane.name).collect();
    svg.start("text").class("t-faint").at(layout.words, 22.0).inside();
    svg.text(&text::fit(&names.join(", "), 11.0, WIDTH - layout.words - 10.0)).end("text");
    svg.start("path").class("axis-grid").d(&guides).empty();
    let segments = &layout.axis.segments;
    for (index, (segment, heading)) in segments.iter().zip(headings(scene, segments)).enumerate() {
        let y = segment.start - HEADING + 18.0;
        svg.start("path").class("lane-line").d(&Path::from(0.0, y).line(WIDTH, y)).empty();
        if index > 0 {
            let mut slashes = Path::default();
            for x in [14.0, 20.0] {
                slashes = slashes.jump(x, y + 5.0).line(x + 4.0, y - 5.0);
            }
            svg.start("path").class("axis-line").d(&slashes).empty();
        }
        let room = WIDTH - layout.words - 10.0;
        let pick = |options: &[String], size: f64| {
            let fits = options.iter().find(|option| text::width(option, size) * 1.05 <= room);
            fits.or(options.last()).map(|words| text::fit(words, size, room)).unwrap_or_default()
        };
        svg.start("text").class("t-strong").at(layout.words, y + 19.0).inside();
        svg.text(&pick(&heading.titles, SIZE)).end("text");
        svg.start("text").class("t-faint").at(layout.words, y + 34.0).inside();
        svg.text(&pick(&heading.precision, 11.0)).end("text");
    }
}

fn bars(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) {
    let mut edge = Path::default();
    for (at, node) in scene.nodes.iter().enumerate() {
        let Some((y0, y1, own_start, own_end)) = layout.axis.extent(&scene.nodes, at) else {
            continue;
        };
        let shared = scene.nodes[..at]
            .iter()
            .any(|other| other.lane == node.lane && other.span == node.span);
        if node.across.is_some() || y1 - y0 < 22.0 || shared {
            continue;
        }
        let x = layout.columns[node.lane];
        svg.start("rect").class(bar(scene.mark(at))).at(x - 5.0, y0).num("width", 10.0);
        svg.num("height", y1 - y0).num("rx", 3.0).empty();
        for (y, own) in [(y0 + 0.5, own_start), (y1 - 0.5, own_end)] {
            if own {
                edge = edge.jump(x - 5.0, y).line(x + 5.0, y);
            }
        }
    }
    svg.start("path").class("bar-edge").d(&edge).empty();
}

/// Draws the arrows; answers where gates stand on them.
fn arrows(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout) -> Vec<Option<(f64, f64)>> {
    let lanes = scene.lanes.len();
    let half = layout.columns.get(1).map_or(10.0, |second| (second - FIRST) / 2.0);
    let mut terrain = Terrain {
        lines: layout.columns.clone(),
        edges: (0..=lanes).map(|lane| FIRST - half + num(lane) * half * 2.0).collect(),
        marks: vec![Vec::new(); lanes],
        used: vec![0; lanes + 1],
        bow: half.min(11.0),
    };
    for (node, &y) in scene.nodes.iter().zip(&layout.axis.at) {
        if node.across.is_none() {
            terrain.marks[node.lane].push(y);
        }
    }
    let mut gates = vec![None; scene.nodes.len()];
    let mut drawn: Vec<_> = (0..scene.edges.len())
        .filter(|&edge| is_drawn(scene, edge))
        .map(|edge| &scene.edges[edge])
        .collect();
    drawn.sort_by_key(|edge| (edge.chain, std::cmp::Reverse(edge.class)));
    let skip = drawn.len().saturating_sub(40);
    for edge in drawn.into_iter().skip(skip) {
        let end = |node: usize| (layout.axis.at[node], scene.nodes[node].lane);
        let back = edge.class == LinkClass::Response;
        let points: Vec<(f64, f64)> = terrain
            .route(end(edge.from), end(edge.to), back)
            .into_iter()
            .map(|(along, across)| (across, along))
            .collect();
        let (class, head) = classes(edge);
        if edge.chain && edge.class == LinkClass::Causal {
            svg.start("path").class("link-glow").d(&links::line(&points)).empty();
        }
        svg.start("g");
        ends(svg, scene, edge);
        svg.inside();
        svg.start("path").class(class).d(&links::line(&points)).empty();
        if edge.class != LinkClass::Contradiction {
            links::head(svg, &points, head);
        }
        svg.end("g");
        for (gate, node) in scene.nodes.iter().enumerate() {
            if node.across == Some((edge.from, edge.to)) {
                gates[gate] = on(&points, layout.axis.at[gate]);
            }
        }
    }
    gates
}

/// The point of an arrow's longest upright stretch that is nearest to `y`.
fn on(points: &[(f64, f64)], y: f64) -> Option<(f64, f64)> {
    let upright = points.windows(2).filter(|pair| (pair[0].0 - pair[1].0).abs() < 0.5);
    let length = |pair: &&[(f64, f64)]| (pair[0].1 - pair[1].1).abs();
    let pair = upright.max_by(|a, b| length(a).total_cmp(&length(b)))?;
    let (low, high) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
    let margin = 14.0_f64.min((high - low) / 2.0);
    Some((pair[0].0, y.clamp(low + margin, high - margin)))
}

fn row(
    svg: &mut SvgWriter,
    scene: &Scene<'_>,
    layout: &Layout,
    node: usize,
    gates: &[Option<(f64, f64)>],
) {
    let own = &scene.nodes[node];
    let (x, y) = gates[node].unwrap_or((layout.columns[own.lane], layout.axis.at[node]));
    let count = own.events.len();
    svg.start("a");
    lead_on(svg, scene, node);
    svg.attr("aria-label", &describe_node(scene, node)).inside();
    let top = layout.axis.at[node] - 16.0;
    svg.start("rect").class("hit").at(12.0, top).num("width", WIDTH - 20.0);
    svg.num("height", (num(layout.rows[node].lines.len()) * LINE + 12.0).max(40.0));
    svg.num("rx", 8.0).empty();
    match scene.gate(node) {
        Some(gate) => {
            svg.start("g").moved(x, y).inside();
            svg.start("g").class(if own.across.is_some() { "turned" } else { "level" }).inside();
            draw_gate(svg, gate.state, 0.0, 0.0, true);
            svg.end("g").end("g");
        }
        None if count > 1 => draw_cluster(svg, scene.mark(node), x, y, count),
        None => draw(svg, scene.mark(node), x, y, 0.9),
    }
    svg.end("a");
    // The link's own name says all of this, in whole sentences.
    svg.start("g").class("words").attr("aria-hidden", "true").inside();
    words(svg, scene, layout, node);
    svg.end("g");
}

fn words(svg: &mut SvgWriter, scene: &Scene<'_>, layout: &Layout, node: usize) {
    let row = &layout.rows[node];
    let x = layout.words;
    for (index, line) in row.lines.iter().enumerate() {
        let y = layout.axis.at[node] + 4.0 + num(index) * LINE;
        if let "flag" | "claim" = line.class {
            let boxes = if line.class == "flag" {
                ("flag-box", "flag-text")
            } else {
                ("claim-box", "claim-text")
            };
            svg.start("rect").class(boxes.0).at(x, y - 11.5);
            svg.num("width", text::width(&line.text, 11.0) + 14.0).num("height", 15.0);
            svg.num("rx", 3.0).empty();
            svg.start("text").class(boxes.1).at(x + 7.0, y).inside().text(&line.text).end("text");
            continue;
        }
        svg.start("text").class(line.class).at(x, y).inside();
        if index == 0 {
            svg.start("tspan").class("t-mono").inside().text(&name(scene, node)).end("tspan");
            svg.text(" ");
        }
        svg.text(&line.text).end("text");
    }
    if !row.time.is_empty() {
        svg.start("text").class("t-faint").at(WIDTH - 12.0, layout.axis.at[node] + 4.0);
        svg.attr("text-anchor", "end").inside().text(&row.time).end("text");
    }
}
