use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::domain::remediation::{Priority, RemediationStatus, RemediationType};
use RemediationStatus::{Accepted, Implemented, InProgress, Ineffective, RiskAccepted, Verified};

const ME: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

fn on(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn item(number: i32, status: RemediationStatus, owner: Uuid, verifier: Uuid) -> WorkHead {
    WorkHead {
        id: Uuid::from_u128(u128::from(number.unsigned_abs())),
        number,
        title: "Ask before posting".into(),
        kind: RemediationType::Prevent,
        status,
        priority: Priority::Normal,
        owner: Some(owner),
        verifier: Some(verifier),
        due: None,
        risk_expires_on: None,
        came_back: false,
        incidents: vec![1, 3],
    }
}

fn due(head: WorkHead, day: NaiveDate) -> WorkHead {
    WorkHead { due: Some(day), ..head }
}

fn asks(head: &WorkHead) -> Option<WorkLane> {
    lane(head, ME, on(3, 1))
}

fn filter(change: impl FnOnce(&mut RawWorkFilter)) -> WorkFilter {
    let mut raw = RawWorkFilter::default();
    change(&mut raw);
    WorkFilter::parse(&raw).unwrap()
}

#[test]
fn work_stands_in_the_lane_of_what_it_asks_me_for() {
    assert_eq!(asks(&due(item(1, Accepted, ME, OTHER), on(3, 15))), Some(WorkLane::Due));
    assert_eq!(asks(&due(item(1, Accepted, ME, OTHER), on(3, 16))), Some(WorkLane::Later));
    assert_eq!(asks(&item(1, InProgress, ME, OTHER)), Some(WorkLane::Later));
    assert_eq!(asks(&item(1, Implemented, OTHER, ME)), Some(WorkLane::Verify));
    assert_eq!(asks(&item(1, Implemented, ME, OTHER)), Some(WorkLane::Proof));
    assert_eq!(asks(&item(1, Ineffective, ME, OTHER)), Some(WorkLane::Returned));
    assert_eq!(asks(&item(1, Verified, ME, OTHER)), None);
    assert_eq!(asks(&item(1, Accepted, OTHER, ME)), None, "not yet mine to verify");
}

#[test]
fn what_came_back_is_returned_even_when_it_is_due() {
    let mut back = due(item(1, InProgress, ME, OTHER), on(2, 1));
    back.came_back = true;
    assert_eq!(asks(&back), Some(WorkLane::Returned));
}

#[test]
fn an_accepted_risk_asks_again_before_it_runs_out() {
    let mut risk = item(1, RiskAccepted, ME, OTHER);
    risk.risk_expires_on = Some(on(3, 10));
    assert_eq!(asks(&risk), Some(WorkLane::Risks));
    risk.risk_expires_on = Some(on(6, 10));
    assert_eq!(asks(&risk), None);
}

#[test]
fn lanes_come_in_the_order_in_which_to_do_them_and_incidents_newest_first() {
    let items = [
        item(1, InProgress, ME, OTHER),
        item(2, Implemented, OTHER, ME),
        due(item(3, Accepted, ME, OTHER), on(1, 1)),
        item(4, Verified, ME, OTHER),
    ];
    let sheet =
        |by: &str| WorkSheet::of(&items, &filter(|raw| raw.group = by.into()), ME, on(3, 1));
    let titles = |by| -> Vec<String> {
        sheet(by).groups.into_iter().map(|group| group.shown.title).collect()
    };
    assert_eq!(titles("lane"), ["Due", "Waiting for my verification", "Mine, later"]);
    assert_eq!(titles("incident"), ["INC-3", "INC-1"]);
    assert_eq!(titles("due"), ["January 2026", "Without a due day"]);
    let newest = &sheet("incident").groups[0];
    assert_eq!(
        newest.shown.items.iter().map(|(id, _)| id.as_u128()).collect::<Vec<_>>(),
        [1, 2, 3]
    );
}

#[test]
fn several_groups_show_their_beginning_and_one_alone_is_paged() {
    let number = |n: usize| i32::try_from(n).unwrap();
    let mut items: Vec<WorkHead> =
        (1..=100).map(|n| item(number(n), InProgress, ME, OTHER)).collect();
    items.push(item(101, Implemented, OTHER, ME));
    let sheet = |change: &dyn Fn(&mut RawWorkFilter)| {
        WorkSheet::of(&items, &filter(|raw| change(raw)), ME, on(3, 1))
    };
    let counts = |sheet: &WorkSheet| -> Vec<(usize, usize)> {
        sheet.groups.iter().map(|group| (group.shown.items.len(), group.count)).collect()
    };
    let all = sheet(&|_| ());
    assert_eq!((counts(&all), all.pages, all.total), (vec![(1, 1), (8, 100)], 1, 101));
    let later = sheet(&|raw| raw.lane = "later".into());
    assert_eq!((counts(&later), later.pages, later.total), (vec![(40, 100)], 3, 101));
    let last = sheet(&|raw| (raw.lane, raw.page) = ("later".into(), "3".into()));
    assert_eq!((counts(&last), last.page), (vec![(20, 100)], 3));
    assert_eq!(last.ids().first(), Some(&Uuid::from_u128(81)));
    let beyond = sheet(&|raw| (raw.lane, raw.page) = ("later".into(), "99".into()));
    assert_eq!(beyond, last);
    let only = sheet(&|raw| (raw.group, raw.only) = ("status".into(), "in_progress".into()));
    assert_eq!((counts(&only), only.pages), (vec![(40, 100)], 3));
    let none = sheet(&|raw| raw.only = "colour".into());
    assert_eq!((none.groups.len(), none.total), (0, 101));
}

#[test]
fn a_filter_narrows_by_words_number_due_and_incident() {
    let filter = |raw: RawWorkFilter| WorkFilter::parse(&raw).unwrap();
    let wrong_page = RawWorkFilter { page: "two".into(), ..RawWorkFilter::default() };
    assert_eq!(WorkFilter::parse(&wrong_page).unwrap_err().of("page").count(), 1);
    let late = due(item(7, Accepted, ME, OTHER), on(2, 1));
    let raw = RawWorkFilter::default;
    let today = on(3, 1);
    assert!(filter(RawWorkFilter { q: "POSTING ask".into(), ..raw() }).matches(&late, today));
    assert!(filter(RawWorkFilter { q: "REM-7".into(), ..raw() }).matches(&late, today));
    assert!(!filter(RawWorkFilter { q: "REM-8".into(), ..raw() }).matches(&late, today));
    assert!(filter(RawWorkFilter { due: "overdue".into(), ..raw() }).matches(&late, today));
    assert!(!filter(RawWorkFilter { due: "week".into(), ..raw() }).matches(&late, today));
    assert!(filter(RawWorkFilter { incident: "INC-3".into(), ..raw() }).matches(&late, today));
    assert!(!filter(RawWorkFilter { incident: "INC-2".into(), ..raw() }).matches(&late, today));
    let wrong = RawWorkFilter { group: "colour".into(), ..raw() };
    assert_eq!(WorkFilter::parse(&wrong).unwrap_err().of("group").count(), 1);
}

#[test]
fn a_change_of_several_needs_which_and_what() {
    let invalid = ChangeWork::parse(&RawChangeWork::default()).unwrap_err();
    assert_eq!((invalid.of("remediations").count(), invalid.of("owner").count()), (1, 1));
    let raw = RawChangeWork {
        remediations: vec!["REM-7".into(), "REM-7, rem-8".into()],
        priority: "high".into(),
        ..RawChangeWork::default()
    };
    let change = ChangeWork::parse(&raw).unwrap();
    assert_eq!(change.remediations.len(), 2);
    assert_eq!((change.due, change.priority), (None, Some(Priority::High)));
}

#[test]
fn a_view_keeps_only_what_the_page_understands() {
    let raw = RawSavedView {
        name: "Late".into(),
        filter: RawWorkFilter { due: "overdue".into(), ..RawWorkFilter::default() },
    };
    assert_eq!(SaveView::parse(raw).unwrap().filter.pairs(), [("due", "overdue".to_owned())]);
    let wrong = RawSavedView {
        name: String::new(),
        filter: RawWorkFilter { due: "soonish".into(), ..RawWorkFilter::default() },
    };
    let invalid = SaveView::parse(wrong).unwrap_err();
    assert_eq!((invalid.of("name").count(), invalid.of("filter.due").count()), (1, 1));
}
