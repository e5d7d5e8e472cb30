//! Links to code and tickets, named as people name them where the address tells.

vocab! {
    /// Where a link leads.
    pub enum Tracker ("tracker") {
        GitHub = "github", "GitHub";
        GitLab = "gitlab", "GitLab";
        Jira = "jira", "Jira";
        Linear = "linear", "Linear";
    }
}

/// The system an address belongs to and what it is called there, e.g. GitHub's `org/repo#12`;
/// `None` for any other address.
pub fn recognise(url: &str) -> Option<(Tracker, String)> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/')?;
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let host = host.to_ascii_lowercase();
    if host == "github.com" {
        return github(&parts).map(|name| (Tracker::GitHub, name));
    }
    if host == "linear.app" {
        let key = parts.iter().skip_while(|part| **part != "issue").nth(1)?;
        return is_key(key).then(|| (Tracker::Linear, (*key).to_owned()));
    }
    if host.split('.').any(|label| label == "gitlab") {
        return gitlab(&parts).map(|name| (Tracker::GitLab, name));
    }
    let key = parts.iter().skip_while(|part| **part != "browse").nth(1)?;
    is_key(key).then(|| (Tracker::Jira, (*key).to_owned()))
}

/// What two addresses of the same work have in common: the system, and what it is called there.
pub fn link_key(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let host = bare.split('/').nth(2).unwrap_or_default().to_ascii_lowercase();
    match recognise(url) {
        Some((tracker, name)) => format!("{host} {tracker} {name}"),
        None => bare.to_owned(),
    }
}

fn github(parts: &[&str]) -> Option<String> {
    match *parts {
        [owner, repo, "issues" | "pull" | "discussions", number, ..] if is_number(number) => {
            Some(format!("{owner}/{repo}#{number}"))
        }
        [owner, repo, "commit", hash, ..] => {
            Some(format!("{owner}/{repo}@{}", hash.get(..7).unwrap_or(hash)))
        }
        _ => None,
    }
}

fn gitlab(parts: &[&str]) -> Option<String> {
    let dash = parts.iter().position(|part| *part == "-")?;
    let project = parts.get(..dash)?.join("/");
    match parts.get(dash + 1..)? {
        ["issues" | "work_items", number, ..] if is_number(number) => {
            Some(format!("{project}#{number}"))
        }
        ["merge_requests", number, ..] if is_number(number) => Some(format!("{project}!{number}")),
        ["commit", hash, ..] => Some(format!("{project}@{}", hash.get(..8).unwrap_or(hash))),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `ABC-12`: capitals and digits, a dash, a number.
fn is_key(text: &str) -> bool {
    text.split_once('-').is_some_and(|(project, number)| {
        project.starts_with(|c: char| c.is_ascii_uppercase())
            && project.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            && is_number(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_named_as_people_name_them() {
        for (url, tracker, name) in [
            ("https://github.com/org/repo/pull/12#discussion", Tracker::GitHub, "org/repo#12"),
            (
                "https://github.com/org/repo/commit/0123456789ab",
                Tracker::GitHub,
                "org/repo@0123456",
            ),
            (
                "https://gitlab.example.org/a/b/c/-/merge_requests/7/diffs",
                Tracker::GitLab,
                "a/b/c!7",
            ),
            ("https://gitlab.com/a/b/-/issues/9", Tracker::GitLab, "a/b#9"),
            ("https://org.atlassian.net/browse/OPS-42?x=1", Tracker::Jira, "OPS-42"),
            ("https://linear.app/team/issue/ENG-7/some-words", Tracker::Linear, "ENG-7"),
        ] {
            assert_eq!(recognise(url), Some((tracker, name.to_owned())), "{url}");
        }
    }

    #[test]
    fn the_same_work_has_one_key() {
        let key = link_key("https://github.com/org/repo/pull/12");
        assert_eq!(link_key("https://GitHub.com/org/repo/pull/12/files#diff"), key);
        assert_ne!(link_key("https://github.com/org/repo/pull/1"), key);
        let jira = |host: &str| link_key(&format!("https://{host}/browse/OPS-4"));
        assert_ne!(jira("a.atlassian.net"), jira("b.atlassian.net"));
        assert_eq!(link_key("https://x.org/a/?b"), "https://x.org/a");
    }

    #[test]
    fn other_addresses_have_no_name() {
        for url in [
            "https://example.org/browse",
            "https://github.com/org",
            "https://github.com/org/repo/pull/x",
            "https://linear.app/team/issue/eng",
            "ftp://github.com/org/repo/pull/1",
            "",
        ] {
            assert_eq!(recognise(url), None, "{url}");
        }
    }
}
