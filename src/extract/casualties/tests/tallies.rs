//! Counting without a word of harm: who counts, who is responsible, sums, and one more of those counted before.

use super::{check, check_relevant, claims};
use crate::extract::Reach;
use crate::model::claim::Cue;

#[test]
fn those_a_verb_counts_suffered_what_its_sentence_told() {
    check(
        "en",
        "More than 900 people died, according to a monitor that counted 640 civilians, 110 soldiers and 150 gunmen.",
        &[
            "killed total 900..- more_than other cumulative -",
            "killed civilians 640..640 exact other cumulative -",
            "killed government_forces 110..110 exact other cumulative -",
            "killed loyalists 150..150 exact other cumulative -",
        ],
    );
    // Nobody counted is harmed where nothing tells it.
    check("en", "The monitor counted 300 fighters at the checkpoints of Jableh.", &[]);
}

#[test]
fn whoever_counts_next_counts_the_same_people() {
    check(
        "en",
        "One channel speaks of 512 civilian deaths; the Syrian Observatory for Human Rights of 790.",
        &["killed civilians 512..512 exact other cumulative -", "killed civilians 790..790 exact SOHR cumulative -"],
    );
    check(
        "en",
        "The toll is 1,400 civilians, the Observatory says; SNHR has 990 people killed, 420 by loyalists and 570 by \
         government forces.",
        &[
            "killed civilians 1400..1400 exact SOHR cumulative -",
            "killed total 990..990 exact SNHR cumulative -",
            "killed unspecified by loyalists 420..420 exact SNHR cumulative -",
            "killed unspecified by government_forces 570..570 exact SNHR cumulative -",
        ],
    );
}

#[test]
fn who_is_responsible_for_some_killed_them() {
    check(
        "en",
        "SNHR lists 1,600 dead. It holds government forces responsible for 1,150 of them.",
        &[
            "killed total 1600..1600 exact SNHR cumulative -",
            "killed unspecified by government_forces 1150..1150 exact SNHR cumulative -",
        ],
    );
}

#[test]
fn one_more_is_one_where_so_many_less_one_are_counted_before() {
    check(
        "en",
        "Gunmen fired on a post, killing two policemen and wounding a third.",
        &["killed government_forces 2..2 exact - incident -", "injured government_forces 1..1 exact - incident -"],
    );
    check("en", "Of the prisoners a third were injured in the riot.", &[]);
}

#[test]
fn whoever_lost_them_is_whose_they_were() {
    check(
        "en",
        "Security forces lost 210 men while loyalists lost 190, the Observatory said.",
        &[
            "killed government_forces 210..210 exact SOHR cumulative -",
            "killed loyalists 190..190 exact SOHR cumulative -",
        ],
    );
    check(
        "en",
        "The government says 41 of its men have died since Thursday and that its opponents lost 60.",
        &[
            "killed government_forces 41..41 exact other cumulative -",
            "killed loyalists 60..60 exact other cumulative -",
        ],
    );
}

#[test]
fn rows_that_add_up_to_a_total_are_of_its_people() {
    check(
        "en",
        "Breakdown of victims by province since Thursday, March 6:\nLatakia: 510\nTartus: 240\nHama: 50\nThe toll of \
         civilians has thus risen to 800.",
        &[
            "killed civilians 510..510 exact - cumulative latakia_governorate",
            "killed civilians 240..240 exact - cumulative tartus_governorate",
            "killed civilians 50..50 exact - cumulative hama_governorate",
            "killed civilians 800..800 exact - cumulative -",
        ],
    );
}

#[test]
fn a_participle_before_people_only_describes_them() {
    check(
        "en",
        "At least 310 people, civilians and captured fighters, had died at the hands of government forces.",
        &["killed unspecified by government_forces 310..- at_least - cumulative -"],
    );
}

#[test]
fn a_place_nobody_knows_is_not_the_one_before() {
    check(
        "en",
        "24 bodies were found in Mukhtariya and 7 in Dibbin.",
        &["killed unspecified 24..24 exact - incident mukhtariya", "killed unspecified 7..7 exact - incident -"],
    );
}

#[test]
fn what_is_said_next_is_not_denied() {
    check(
        "en",
        "The bishop in Latakia denied reports that hundreds of people had been killed and said four had died.",
        &["killed total 4..4 exact other incident latakia"],
    );
}

#[test]
fn whoever_died_in_the_attack_told_just_before_died_there() {
    check(
        "en",
        "Gunmen attacked a checkpoint at the Baniyas refinery overnight; one guard was killed and six attackers were caught.",
        &["killed government_forces 1..1 exact - incident baniyas", "detained loyalists 6..6 exact - incident baniyas"],
    );
    check(
        "en",
        "Ten police died on Thursday when gunmen opened fire on their patrol near Jableh.",
        &["killed government_forces 10..10 exact - incident jableh"],
    );
}

#[test]
fn the_count_of_another_day_is_of_the_same_people() {
    check(
        "en",
        "The count stands at 1,050 civilians killed. It was 940 on Sunday. To these must be added 220 soldiers.",
        &[
            "killed civilians 1050..1050 exact - cumulative -",
            "killed civilians 940..940 exact - cumulative -",
            "killed government_forces 220..220 exact - cumulative -",
        ],
    );
}

#[test]
fn parts_told_by_who_they_were_are_parts() {
    check(
        "en",
        "The toll rose to 1,300, of whom 800 were civilians, the Observatory said; 240 were soldiers and 260 were gunmen.",
        &[
            "killed total 1300..1300 exact SOHR cumulative -",
            "killed civilians 800..800 exact SOHR cumulative -",
            "killed government_forces 240..240 exact SOHR cumulative -",
            "killed loyalists 260..260 exact SOHR cumulative -",
        ],
    );
    check("en", "Nearly 480 fighters and security men died.", &["killed combatants 480..480 about - cumulative -"]);
}

#[test]
fn what_adds_up_several_sides_is_of_none_of_them() {
    check_relevant(
        "en",
        "At least 231 members of the security forces and 250 pro-Assad fighters have died, the Observatory said. It added \
         that 830 civilians had been killed in the same period, which brings the total to 1,311.",
        &[
            "killed government_forces 231..- at_least SOHR cumulative -",
            "killed loyalists 250..250 exact SOHR cumulative -",
            "killed civilians 830..830 exact SOHR cumulative -",
            "killed total 1311..1311 exact SOHR cumulative -",
        ],
    );
    check_relevant(
        "en",
        "The army has lost 36 men and its enemies 36, the Observatory said.",
        &["killed government_forces 36..36 exact SOHR cumulative -", "killed loyalists 36..36 exact SOHR cumulative -"],
    );
    check_relevant(
        "en",
        "Sanobar, a village of a few thousand south of Latakia, buried its dead after the killings.",
        &[],
    );
}

#[test]
fn a_tally_lists_the_dead() {
    check_relevant(
        "en",
        "The Observatory's latest tally, issued late on Sunday, lists 830 Alawite civilians, 231 on the side of the \
         security forces and 250 who fought for the fallen president, in all 1,311 dead.",
        &[
            "killed civilians 830..830 exact SOHR cumulative -",
            "killed government_forces 231..231 exact SOHR cumulative -",
            "killed loyalists 250..250 exact SOHR cumulative -",
            "killed total 1311..1311 exact SOHR cumulative -",
        ],
    );
    check_relevant(
        "ar",
        "أعلن المرصد السوري ارتفاع حصيلة المدنيين إلى 830 بعد أن كانت 745، وبهذا يبلغ مجموع القتلى 1311 بينهم 231 من رجال الأمن.",
        &[
            "killed civilians 830..830 exact SOHR cumulative -",
            "killed total 1311..1311 exact SOHR cumulative -",
            "killed government_forces 231..231 exact SOHR cumulative -",
        ],
    );
}

#[test]
fn what_was_counted_before_is_told_as_earlier() {
    let title = "Clashes between security forces and Assad loyalists go on in Jableh";
    let text = "The Observatory says 745 civilians have been killed on the coast. On Friday it had recorded 311.";
    let found = claims("en", title, text, Reach::Relevant);
    let told: Vec<(Option<u64>, Cue)> = found.iter().map(|claim| (claim.low, claim.cue)).collect();
    assert_eq!(told, [(Some(745), Cue::Plain), (Some(311), Cue::Earlier)]);
}

#[test]
fn a_list_goes_on_from_deaths_without_a_number() {
    check_relevant(
        "en",
        "Activists have documented further fatalities in Jableh since the afternoon. They are broken down as follows:\n\
         • 28 gunmen loyal to the former regime.\n• 16 members of the Ministries of Defence and Interior.\n• Four civilians.",
        &[
            "killed loyalists 28..28 exact - incident jableh",
            "killed government_forces 16..16 exact - incident jableh",
            "killed civilians 4..4 exact - incident jableh",
        ],
    );
}

#[test]
fn some_of_the_victims_are_of_those_just_counted() {
    check_relevant(
        "en",
        "The SOHR counted 1,068 civilians killed. Latakia province had 545 of the victims, Tartus province 262.",
        &[
            "killed civilians 1068..1068 exact SOHR cumulative -",
            "killed civilians 545..545 exact SOHR cumulative latakia_governorate",
            "killed civilians 262..262 exact SOHR cumulative tartus_governorate",
        ],
    );
}

#[test]
fn what_was_recorded_before_is_not_of_the_sentence_before() {
    check_relevant(
        "en",
        "Gunmen wounded eleven soldiers in Baniyas. The Observatory counts 812 civilians killed since Thursday; on Friday it \
         had recorded 540.",
        &[
            "injured government_forces 11..11 exact - incident baniyas",
            "killed civilians 812..812 exact SOHR cumulative -",
        ],
    );
}

#[test]
fn an_earlier_toll_behind_several_sides_is_of_all() {
    let sides = |name: &str| {
        ["civilians 830", "government_forces 231", "loyalists 250", "total 1018"].map(|one| {
            format!("killed {}..{} exact {name} cumulative -", one, one.rsplit(' ').next().unwrap_or_default())
        })
    };
    let expect = sides("SOHR");
    let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
    for (lang, text) in [
        (
            "en",
            "The Syrian Observatory said 830 civilians, 231 members of the security forces and 250 Assad loyalists had been killed on the coast. An earlier toll had spoken of 1,018.",
        ),
        (
            "de",
            "Nach Angaben der Beobachtungsstelle starben 830 Zivilisten, 231 Sicherheitskräfte und 250 Assad-Anhänger an der Küste. Eine frühere Zählung hatte von 1018 gesprochen.",
        ),
        (
            "ar",
            "قال المرصد السوري إن 830 مدنيا و231 عنصرا من قوات الأمن و250 من فلول النظام قتلوا في الساحل. وكانت حصيلة سابقة قد تحدثت عن 1018.",
        ),
    ] {
        check(lang, text, &expect);
    }
    check(
        "en",
        "The Syrian Observatory said 830 civilians had been killed on the coast. Its figure an hour ago was 745.",
        &["killed civilians 830..830 exact SOHR cumulative -", "killed civilians 745..745 exact SOHR cumulative -"],
    );
}

#[test]
fn a_number_of_victims_without_a_verb_is_reached() {
    check(
        "ar",
        "ارتفاع عدد القتلى في صفوف الأمن من 9 إلى 14 عنصرا في كمين قرب جبلة",
        &["killed government_forces 14..14 exact - cumulative jableh"],
    );
    check(
        "ar",
        "عدد الضحايا في صفوف قوات الأمن 18 شخصا في كمين قرب جبلة.",
        &["killed government_forces 18..18 exact - cumulative jableh"],
    );
}

#[test]
fn a_list_by_governorate_is_of_governorates() {
    let rows = [
        "killed civilians 1093..1093 exact SOHR cumulative -",
        "killed civilians 545..545 exact SOHR cumulative latakia_governorate",
        "killed civilians 262..262 exact SOHR cumulative tartus_governorate",
    ];
    check("ar", "وثق المرصد مقتل 1093 مدنيا توزعوا على المحافظات: 545 في اللاذقية و262 في طرطوس.", &rows);
    check("ar", "وثق المرصد مقتل 1093 مدنيا. وتوزع الضحايا حسب المحافظات كالتالي: اللاذقية 545، طرطوس 262.", &rows);
}
