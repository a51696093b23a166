//! The language of an item: the script of its letters, then its commonest small words.
//!
//! A declared language is believed only where the script allows it and the text itself does not clearly say
//! another. Absent: a model of any size; short texts of rare languages are told by `whatlang`.

use super::token::{TokenKind, Tokens};
use crate::model::Lang;

/// How many words of an item are looked at: the first ones tell as well as all.
const MAX_WORDS: usize = 160;
/// How many small words settle it.
const MIN_SMALL_WORDS: usize = 2;

/// Small words that are frequent in one language and rare in the others, folded.
const SMALL_WORDS: &[(&str, &[&str])] = &[
    ("en", &["the", "of", "and", "in", "to", "by", "were", "was", "on", "with", "said", "for", "from", "at", "have"]),
    ("fr", &["le", "les", "des", "du", "et", "dans", "est", "une", "aux", "selon", "ont", "sur", "par", "au", "plus"]),
    (
        "de",
        &["der", "die", "das", "und", "den", "von", "bei", "nach", "ist", "sich", "dem", "wurden", "mit", "laut", "im"],
    ),
    ("es", &["el", "los", "las", "del", "y", "que", "fueron", "una", "por", "con", "han", "desde", "entre", "segun"]),
    ("it", &["il", "gli", "della", "delle", "dei", "di", "sono", "nella", "che", "dopo", "e", "dal", "ha", "nel"]),
    ("pt", &["os", "uma", "foram", "dos", "das", "nao", "em", "na", "ao", "pelo", "pela"]),
    ("nl", &["het", "een", "van", "zijn", "zich", "niet", "werden", "bij", "voor", "tussen"]),
    ("tr", &["ve", "bir", "bu", "icin", "ile", "da", "de", "olarak", "gore", "en", "az", "daha", "sonra"]),
];

/// The language an item is written in.
pub fn of(title: &Tokens<'_>, text: &Tokens<'_>, declared: Option<&str>) -> Lang {
    let declared = declared.map(primary).filter(|code| !code.is_empty());
    let script = Script::of(title, text);
    let own = match script {
        Script::Arabic { persian: true } => "fa",
        Script::Arabic { persian: false } if is_persian(title, text, declared.as_deref()) => "fa",
        Script::Arabic { persian: false } => "ar",
        Script::Hebrew => "he",
        Script::Greek => "el",
        Script::Cyrillic { ukrainian: true } => "uk",
        Script::Cyrillic { ukrainian: false } => "ru",
        Script::Latin => return latin(title, text, declared.as_deref()),
        Script::Other => return Lang::new(declared.as_deref().unwrap_or("en")),
    };
    let kin: &[&str] = match script {
        Script::Arabic { .. } => &["ar", "fa", "ur", "ku", "ps", "ckb"],
        Script::Cyrillic { .. } => &["ru", "uk", "be", "bg", "sr", "mk", "kk"],
        _ => &[],
    };
    // A declared relative of the script that no lexicon tells apart is believed, but Arabic is never Persian.
    match declared.as_deref() {
        Some(code) if kin.contains(&code) && !["ar", "fa", "ru", "uk"].contains(&code) => Lang::new(code),
        _ => Lang::new(own),
    }
}

/// Whether small words of Persian stand in a text in Arabic letters.
fn is_persian(title: &Tokens<'_>, text: &Tokens<'_>, declared: Option<&str>) -> bool {
    const SMALL: &[&str] = &["در", "از", "را", "است", "شد", "اين", "به", "كه", "شده", "تا", "براي"];
    let small = words(title).chain(words(text)).take(MAX_WORDS).filter(|word| SMALL.contains(word)).count();
    small >= MIN_SMALL_WORDS + usize::from(declared == Some("ar"))
}

/// The first part of a language tag ("en-GB" is "en").
fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or("").trim().to_lowercase()
}

/// The language of a text in Latin letters.
fn latin(title: &Tokens<'_>, text: &Tokens<'_>, declared: Option<&str>) -> Lang {
    let mut counts = [0_usize; SMALL_WORDS.len()];
    let folds = words(title).chain(words(text)).take(MAX_WORDS);
    for word in folds.filter(|word| word.len() <= 7) {
        for (slot, (_, small)) in counts.iter_mut().zip(SMALL_WORDS) {
            *slot += usize::from(small.contains(&word));
        }
    }
    let count_of = |code: &str| SMALL_WORDS.iter().position(|(known, _)| *known == code).and_then(|at| counts.get(at));
    let best = counts.iter().zip(SMALL_WORDS).max_by_key(|(count, _)| **count);
    let (most, leader) = best.map_or((0, "en"), |(count, (code, _))| (*count, *code));
    if let Some(code) = declared {
        let said = count_of(code).copied().unwrap_or(0);
        if most < MIN_SMALL_WORDS || said * 3 >= most * 2 || count_of(code).is_none() && most < 4 {
            let foreign = ["ar", "fa", "ru", "uk", "he", "el", "zh", "ja", "ko"].contains(&code);
            return Lang::new(if foreign { leader } else { code });
        }
    }
    if most >= MIN_SMALL_WORDS {
        return Lang::new(leader);
    }
    let sample = if text.source().trim().is_empty() { title.source() } else { text.source() };
    let head: String = sample.chars().take(400).collect();
    let found = whatlang::detect(&head).filter(whatlang::Info::is_reliable);
    Lang::new(found.and_then(|info| two_letters(info.lang())).unwrap_or("en"))
}

/// The folded words of a text.
fn words<'t>(tokens: &'t Tokens<'_>) -> impl Iterator<Item = &'t str> {
    let all = tokens.all().iter().enumerate();
    all.filter(|(_, token)| token.kind == TokenKind::Word).map(|(at, _)| tokens.fold(at))
}

/// The two-letter code of a language that `whatlang` knows, where our reports come in it.
fn two_letters(lang: whatlang::Lang) -> Option<&'static str> {
    use whatlang::Lang as L;
    Some(match lang {
        L::Eng => "en",
        L::Fra => "fr",
        L::Deu => "de",
        L::Spa => "es",
        L::Ita => "it",
        L::Por => "pt",
        L::Nld => "nl",
        L::Tur => "tr",
        L::Swe => "sv",
        L::Dan => "da",
        L::Nob => "no",
        L::Fin => "fi",
        L::Pol => "pl",
        L::Ces => "cs",
        L::Ron => "ro",
        L::Hun => "hu",
        L::Ind => "id",
        L::Aze => "az",
        _ => return None,
    })
}

/// The script most letters of a text are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Arabic { persian: bool },
    Cyrillic { ukrainian: bool },
    Hebrew,
    Greek,
    Other,
}

impl Script {
    fn of(title: &Tokens<'_>, text: &Tokens<'_>) -> Self {
        let (mut latin, mut arabic, mut cyrillic, mut hebrew, mut greek, mut other) = (0, 0, 0, 0, 0, 0);
        let (mut persian, mut ukrainian) = (0, 0);
        for c in title.source().chars().chain(text.source().chars()).take(1200) {
            match c {
                'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => latin += 1,
                'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' => {
                    arabic += 1;
                    persian += 1;
                }
                '\u{600}'..='\u{6ff}' => arabic += 1,
                'і' | 'ї' | 'є' | 'ґ' => {
                    cyrillic += 1;
                    ukrainian += 1;
                }
                '\u{400}'..='\u{4ff}' => cyrillic += 1,
                '\u{590}'..='\u{5ff}' => hebrew += 1,
                '\u{370}'..='\u{3ff}' => greek += 1,
                _ if c.is_alphabetic() => other += 1,
                _ => {}
            }
        }
        let most = [latin, arabic, cyrillic, hebrew, greek, other].into_iter().max().unwrap_or(0);
        if most == arabic && arabic > 0 {
            Self::Arabic { persian: persian * 25 > arabic }
        } else if most == cyrillic && cyrillic > 0 {
            Self::Cyrillic { ukrainian: ukrainian * 50 > cyrillic }
        } else if most == hebrew && hebrew > 0 {
            Self::Hebrew
        } else if most == greek && greek > 0 {
            Self::Greek
        } else if most == other && other > 0 {
            Self::Other
        } else {
            Self::Latin
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_in_the_language_its_words_are_in() {
        let check = |text: &str, declared: Option<&str>, expect: &str| {
            let lang = of(&Tokens::new(""), &Tokens::new(text), declared);
            assert_eq!(lang.as_str(), expect, "{text}");
        };
        check("Sixteen people were killed in the city of Jableh, the monitor said.", None, "en");
        check("قتل 16 عنصرا من قوات الأمن في جبلة", Some("en"), "ar");
        check("منع تردد در شهر لاذقیه تا اطلاع ثانوی برقرار است", None, "fa");
        check("Les affrontements ont fait près de 200 morts dans la province de Lattaquié.", None, "fr");
        check("Bei Kämpfen in der Provinz sind laut Beobachtungsstelle 124 Menschen umgekommen.", Some("en-GB"), "de");
        check("Al menos 71 personas murieron en los combates, según el Observatorio.", None, "es");
        check("В провинции Латакия погибли 16 человек.", None, "ru");
        check("Saldırılarda en az 340 sivil hayatını kaybetti ve bir köy yakıldı.", None, "tr");
        check("70 dead in Latakia", Some("en"), "en");
        check("", None, "en");
        check("12 34 !!", Some("fr"), "fr");
    }
}
