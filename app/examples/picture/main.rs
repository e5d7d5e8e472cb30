//! Draws sample pictures into a folder, to be looked at: `cargo run --example picture -- FOLDER`.
//! Serve it with `style/` and `public/fonts/` as `/style` and `/fonts`.
//! `… -- time` says how long one takes.

use std::{fs, time::Instant};

use app::{
    domain::{
        control::ControlState,
        moment::{Precision, Zone},
    },
    ui::{
        Mark,
        picture::{
            ExposureWindow, Gate, LinkClass, Look, Picture, PictureActor, PictureEvent,
            PictureFigure, PictureLink, PictureTime,
        },
    },
};
use leptos::prelude::*;

mod samples;

fn main() -> std::io::Result<()> {
    let pictures = [
        ("meta", samples::meta()),
        ("usual", samples::usual()),
        ("gates", samples::gates()),
        ("crowd50", samples::crowd(50)),
        ("crowd120", samples::crowd(120)),
        ("crowd500", samples::crowd(500)),
        ("one", {
            let mut one = samples::crowd(1);
            one.events.truncate(1);
            one
        }),
        ("none", samples::plain(Vec::new())),
    ];
    if std::env::args().any(|word| word == "time") {
        for (name, picture) in &pictures {
            let start = Instant::now();
            let mut bytes = 0;
            for _ in 0..200 {
                bytes = picture.drawings().len();
            }
            println!("{name}: {:?} each, {bytes} bytes", start.elapsed() / 200);
        }
        return Ok(());
    }
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/pictures".to_owned());
    fs::create_dir_all(&folder)?;
    for (name, picture) in pictures {
        for theme in ["light", "dark"] {
            let picture = picture.clone();
            let owner = Owner::new();
            let figure =
                owner.with(|| view! { <PictureFigure picture=picture.draw() /> }.to_html());
            let page = format!(
                "<!doctype html><html data-theme={theme}><meta charset=utf-8>\
                 <meta name=viewport content=\"width=device-width\">\
                 <link rel=stylesheet href=\"/style/main.css\"><body>\
                 <main class=content>{figure}</main></body></html>"
            );
            fs::write(format!("{folder}/{name}-{theme}.html"), page)?;
        }
    }
    Ok(())
}
