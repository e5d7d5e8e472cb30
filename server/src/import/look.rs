//! Looking at a file: what it holds, what of it is new, and what is wrong with it.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use app::domain::Vocabulary;
use app::domain::excerpt::shortened;
use app::domain::import::{Parsed, Preview, PreviewRow, Problem, Step};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{AddEvent, EventFields};
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use super::scan::Batch;
use super::{ALONE_MAX, Options, RUNS_MAX, Staged, large, scan};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::events::{self, Seen};
use crate::store::{self, imports, incidents};

/// How many steps a preview shows.
const SHOWN: usize = 20;
/// How many problems and changed steps a preview names.
const NAMED: usize = 100;
/// The most sorts of bookkeeping that are counted apart.
const SORTS: usize = 50;

/// Looks at a staged file, and whether what it links can be linked; nothing is stored.
pub async fn look(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    file: &Staged,
    options: &Options,
) -> Result<Preview> {
    let mut preview = survey(state, viewer, reference, file, options).await?;
    let whole = preview.left_out == 0 && preview.changed == 0;
    if (whole || options.leave_out) && preview.tied && preview.new < large::FROM {
        let untied = untied(state, viewer, reference, file, options, &preview).await?;
        preview.left_out += untied.len() as u64;
        preview.problems.splice(0..0, untied);
        preview.problems.truncate(NAMED);
    }
    Ok(preview)
}

/// The links and addresses of a file that are not possible: it is imported in a transaction that is
/// never committed, so that the rules are those of the import itself.
async fn untied(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    file: &Staged,
    options: &Options,
    preview: &Preview,
) -> Result<Vec<Problem>> {
    let record = imports::File { keep: true, ..super::record(preview, options) };
    let now = state.clock.now();
    let by = store::By::new(Some(viewer.user_id), store::Via::Import, now);
    let found = Mutex::new(Vec::new());
    let tried: store::Result<()> = store::write(&state.db, by, async |tx| {
        let mut writer = imports::open(&tx, viewer, reference, record.clone()).await?;
        let mut batches = scan::batches(&file.path, options, now);
        while let Some(batch) = batches.recv().await {
            writer.add(&tx, &batch.steps).await?;
        }
        let problems = writer.try_ties(&tx).await?;
        *found.lock().unwrap_or_else(PoisonError::into_inner) = problems;
        Err(store::Error::NotFound)
    })
    .await;
    match tried {
        // What else is in the way is told when it is imported.
        Ok(())
        | Err(store::Error::NotFound | store::Error::Invalid(_) | store::Error::Refused(_)) => {
            Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
        }
        Err(error) => Err(error.into()),
    }
}

/// What a staged file holds, without trying its links.
pub(super) async fn survey(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    file: &Staged,
    options: &Options,
) -> Result<Preview> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let mut found = Found::default();
    (found.preview.sha256, found.preview.size) = hash(file).await?;
    let mut batches = scan::batches(&file.path, options, state.clock.now());
    while let Some(Batch { steps, problems, beside }) = batches.recv().await {
        found.beside(beside);
        found.problems(problems);
        let fields: Vec<&EventFields> = steps.iter().map(|(_, command)| &command.fields).collect();
        let standing = events::seen(&state.db, incident.id, &fields).await?;
        for ((step, command), seen) in steps.iter().zip(standing) {
            found.step(step, command, seen);
        }
    }
    Ok(found.finish())
}

async fn hash(file: &Staged) -> Result<(String, u64)> {
    let mut file = tokio::fs::File::open(&file.path).await.map_err(Error::internal)?;
    let (mut hash, mut piece, mut size) = (Sha256::new(), vec![0; 64 * 1024], 0);
    loop {
        let read = file.read(&mut piece).await.map_err(Error::internal)?;
        if read == 0 {
            return Ok((store::hex(&hash.finalize()), size));
        }
        hash.update(&piece[..read]);
        size += read as u64;
    }
}

/// What was found so far: numbers and the first of each, never the steps themselves.
#[derive(Default)]
struct Found {
    preview: Preview,
    doubts: Vec<Problem>,
    /// The ids of the file with what was said of each, as hashes.
    said: HashMap<u64, u64>,
    runs: HashSet<u64>,
}

impl Found {
    fn beside(&mut self, found: Vec<Parsed>) {
        for parsed in found {
            match parsed {
                Parsed::Columns(columns) => self.preview.columns = columns,
                Parsed::Contents(contents) => self.preview.contents = Some(contents),
                Parsed::Passed(sort) => {
                    let passed = &mut self.preview.passed;
                    let known = passed.contains_key(&sort) || passed.len() < SORTS;
                    *passed.entry(if known { sort } else { "others".into() }).or_default() += 1;
                }
                Parsed::Step(_) | Parsed::Problem(_) => {}
            }
        }
    }

    fn problems(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            let (count, list) = if problem.left_out {
                (&mut self.preview.left_out, &mut self.preview.problems)
            } else {
                (&mut self.preview.doubtful, &mut self.doubts)
            };
            *count += 1;
            if list.len() < NAMED {
                list.push(problem);
            }
        }
    }

    fn step(&mut self, step: &Step, command: &AddEvent, seen: Seen) {
        self.preview.steps += 1;
        self.preview.tied |= !step.links.is_empty() || !step.addresses.is_empty();
        match self.standing(step, command, seen) {
            Seen::New => self.preview.new += 1,
            Seen::Same => self.preview.known += 1,
            Seen::Changed(seq) => {
                self.preview.changed += 1;
                if self.preview.changed_first.len() < NAMED {
                    let seq = Some(seq).filter(|seq| *seq > 0);
                    self.preview.changed_first.push((step.external_id.clone(), seq));
                }
            }
        }
        match &step.run {
            Some(run) => drop(self.runs.insert(hashed(&run.external_id))),
            None => self.preview.alone += 1,
        }
        let preview = &mut self.preview;
        preview.first_at = preview.first_at.into_iter().chain(step.at).min();
        preview.last_at = preview.last_at.into_iter().chain(step.end.or(step.at)).max();
        if preview.rows.len() < SHOWN {
            preview.rows.push(row(step, command));
        }
    }

    /// How the step stands to what is on record, and to what the file itself said before.
    fn standing(&mut self, step: &Step, command: &AddEvent, seen: Seen) -> Seen {
        if step.external_id.is_empty() {
            return seen;
        }
        let said = hashed(&events::content(&command.fields));
        match self.said.insert(hashed(&step.external_id), said) {
            Some(before) if before == said => Seen::Same,
            Some(_) => Seen::Changed(0),
            None => seen,
        }
    }

    fn finish(mut self) -> Preview {
        self.preview.runs = self.runs.len() as u64;
        self.preview.folded = self.preview.runs > RUNS_MAX || self.preview.alone > ALONE_MAX;
        self.preview.problems.extend(self.doubts);
        self.preview.problems.truncate(NAMED);
        self.preview
    }
}

fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn row(step: &Step, command: &AddEvent) -> PreviewRow {
    let actor = &step.event.actor;
    let text = shortened(&command.fields.text, 300);
    PreviewRow {
        place: step.place.0.clone(),
        at: step
            .at
            .or(Some(command.fields.occurred.at)
                .filter(|_| command.fields.occurred.bounds().is_some())),
        kind: command.fields.kind.label().to_owned(),
        actor: if actor.name.is_empty() { actor.key.clone() } else { actor.name.clone() },
        text,
    }
}
