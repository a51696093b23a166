//! Lists: entries behind a mark, which go on from their heading.

use super::{check, check_relevant, check_titled};

#[test]
fn entries_go_on_from_a_heading_that_tells_of_harm() {
    check_relevant(
        "en",
        "The Observatory has recorded more fatalities in Jableh, as follows:\n• 11 gunmen loyal to the old regime.\n\
         • 9 soldiers.\n• Two civilians, among them a woman.",
        &[
            "killed loyalists 11..11 exact SOHR incident jableh",
            "killed government_forces 9..9 exact SOHR incident jableh",
            "killed civilians 2..2 exact SOHR incident jableh",
        ],
    );
}

#[test]
fn entries_go_on_from_a_count_of_them_all() {
    let entries = [
        "killed total 22..22 exact SOHR incident jableh",
        "killed loyalists 11..11 exact SOHR incident jableh",
        "killed government_forces 9..9 exact SOHR incident jableh",
        "killed civilians 2..2 exact SOHR incident jableh",
    ];
    let list = "\n- 11 gunmen loyal to the old regime.\n- 9 soldiers.\n- Two civilians.";
    check_relevant("en", &format!("SOHR says 22 people were killed in clashes in Jableh:{list}"), &entries);
    let apart = "SOHR says 22 people were killed in clashes in Jableh. They are divided as follows:";
    check_relevant("en", &format!("{apart}{list}"), &entries);
    // What a lorry carried is no part of the dead.
    check_relevant(
        "en",
        "SOHR says 22 people were killed in clashes in Jableh. The convoy of the ministry brought:\n- 9 soldiers.\n\
         - Two civilians.",
        &entries[..1],
    );
}

#[test]
fn the_number_of_an_entry_parts_it_from_nothing() {
    check_relevant(
        "en",
        "1. SNHR recorded 700 dead.\n2. Groups tied to the former regime were responsible for at least 300 of these deaths.",
        &[
            "killed total 700..700 exact SNHR cumulative -",
            "killed unspecified by loyalists 300..- at_least SNHR cumulative -",
        ],
    );
}

#[test]
fn a_row_by_place_goes_on_from_the_one_before() {
    let rows = [
        "killed unspecified 46..46 exact SOHR cumulative jableh",
        "killed unspecified 30..30 exact SOHR cumulative baniyas",
    ];
    check("en", "SOHR: Jableh: 46 killed; Baniyas: 30.", &rows);
    check("ar", "المرصد السوري: جبلة: 46 قتيلا؛ بانياس: 30.", &rows);
    check("en", "SOHR: Jableh: 46 killed; Baniyas: 30 schools closed.", &rows[..1]);
}

#[test]
fn a_headline_without_a_figure_says_what_the_rows_behind_it_count() {
    let text = "Latakia: 31 civilians, 9 soldiers. Tartus: 14 civilians.";
    let of_day = [
        "killed civilians 31..31 exact - incident latakia",
        "killed government_forces 9..9 exact - incident latakia",
        "killed civilians 14..14 exact - incident tartus",
    ];
    check_titled("en", "Toll of Friday", text, &of_day);
    let so_far = of_day.map(|row| row.replace("incident", "cumulative"));
    check_titled("en", "Death toll since Thursday", text, &so_far.each_ref().map(String::as_str));
    check_titled("en", "Prices of Friday", "Latakia: 31 pounds. Tartus: 14 pounds.", &[]);
    check_titled("en", "Toll of Friday", "In Latakia 31 schools stayed shut.", &[]);
}
