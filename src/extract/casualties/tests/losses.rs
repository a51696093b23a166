//! Reports of a party's own losses, and of people two verbs share.

use super::{Reach, check, claims, told};

/// What each claim of a text on the coast tells: harm, whose, how many, and where.
fn read(lang: &str, text: &str) -> Vec<String> {
    let told = claims(lang, "", text, Reach::All).iter().map(told).collect::<Vec<_>>();
    let short = |claim: &String| {
        let words: Vec<&str> = claim.split(' ').collect();
        [words.get(..4).unwrap_or_default(), words.last().map(std::slice::from_ref).unwrap_or_default()]
            .concat()
            .join(" ")
    };
    told.iter().map(short).collect()
}

#[test]
fn own_losses_may_be_told_of_a_place() {
    for (lang, text) in [
        ("en", "The Syrian army said its losses on the coast were 61 dead and 140 wounded."),
        ("fr", "L'armée syrienne a chiffré ses pertes sur la côte à 61 morts et 140 blessés."),
        ("es", "El ejército sirio cifró sus bajas en la costa en 61 muertos y 140 heridos."),
    ] {
        let wanted = ["killed government_forces 61..61 exact -", "injured government_forces 140..140 exact -"];
        assert_eq!(read(lang, text), wanted, "{text}");
    }
}

#[test]
fn two_verbs_may_share_those_behind_them() {
    let wanted = ["killed government_forces 14..14 exact jableh", "injured government_forces 21..21 exact jableh"];
    assert_eq!(read("en", "The ambush in Jableh killed 14 and wounded 21 of the security forces."), wanted);
    let wanted = ["killed total 14..14 exact jableh", "injured government_forces 21..21 exact jableh"];
    assert_eq!(read("en", "The ambush in Jableh killed 14 people and wounded 21 soldiers."), wanted);
}

#[test]
fn the_losses_of_somebody_are_his() {
    let army = ["killed government_forces 9..9 exact SOHR cumulative jableh"];
    check("en", "The Observatory put the army's losses at nine dead near Jableh.", &army);
    check("en", "The Observatory put the losses of the army at nine dead near Jableh.", &army);
}

#[test]
fn three_of_them_are_of_whoever_attacked() {
    check(
        "ar",
        "تصدت قواتنا لمحاولة فلول النظام البائد مهاجمة محطة بانياس للطاقة، ما أدى إلى مقتل ثلاثة منهم والقبض على خمسة.",
        &["killed loyalists 3..3 exact - incident baniyas", "detained loyalists 5..5 exact - incident baniyas"],
    );
}
