//! The table of actions: nothing stands in it twice, and the manual has all of it.

use std::collections::HashSet;

use super::*;

#[test]
fn no_key_name_or_action_stands_twice() {
    let mut keys = HashSet::new();
    let mut names = HashSet::new();
    let mut actions = HashSet::new();
    for spec in ACTIONS {
        assert!(names.insert(spec.name), "{} stands twice", spec.name);
        assert!(actions.insert(spec.action), "{:?} stands twice", spec.action);
        assert!(!spec.help.is_empty(), "{} is not told", spec.name);
        assert!(spec.name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-'), "{}", spec.name);
        for key in spec.keys {
            let places: Vec<Option<&Pane>> =
                if spec.panes.is_empty() { vec![None] } else { spec.panes.iter().map(Some).collect() };
            for place in places {
                assert!(keys.insert((*key, place)), "{key} is bound twice");
            }
        }
    }
}

#[test]
fn the_readme_table_has_every_action() {
    let table = key_table();
    assert_eq!(table.lines().count(), ACTIONS.len() + 2);
    assert!(table.contains("| `t` | `tag [TAG] [FILTER]` | tag; Tab completes |"));
    assert!(table.contains("| `j` `Down` | `down` | next row or line |"));
}
