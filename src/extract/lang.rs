//! The language of an item: the script of its letters, then its commonest small words, as the lexicons hold them.
//!
//! A declared language is believed only where the script allows it and the text itself does not clearly say
//! another. Absent: any word of a language, and a model of any size; short texts of languages without a lexicon are
//! told by `whatlang`.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::token::{TokenKind, Tokens};
use crate::model::{Lang, Lexicon};
use crate::text::fold::fold;

/// How many words of an item are looked at: the first ones tell as well as all.
const MAX_WORDS: usize = 160;
/// How many letters of an item are looked at.
const MAX_LETTERS: usize = 1200;
/// What a small word weighs; one that is a small word of several languages of its script weighs its share of this.
const WEIGHT: usize = 12;
/// How much the small words of a text must weigh to settle it: two of one language alone.
const SETTLED: usize = 2 * WEIGHT;
/// One letter in so many of a text must be a language's own for the letters to settle it.
const OWN_LETTERS: usize = 25;

/// Tells languages. Compiled once from the lexicons.
#[derive(Debug)]
pub struct Languages {
    known: Vec<Known>,
    /// For each small word the languages it is frequent in, by index.
    small: HashMap<Box<str>, Vec<usize>, FixedState>,
}

/// What tells one language.
#[derive(Debug)]
struct Known {
    lang: Lang,
    script: Script,
    letters: Vec<char>,
}

impl Languages {
    /// Compiles what the lexicons say of their languages. The script of a language is that of its small words.
    pub fn new(lexicons: &[Lexicon]) -> Self {
        let mut small: HashMap<Box<str>, Vec<usize>, FixedState> = HashMap::default();
        let mut known = Vec::with_capacity(lexicons.len());
        for (index, lexicon) in lexicons.iter().enumerate() {
            for word in &lexicon.small_words {
                small.entry(fold(word).into()).or_default().push(index);
            }
            let script = Script::of(lexicon.small_words.iter().flat_map(|word| word.chars()));
            known.push(Known { lang: lexicon.lang.clone(), script, letters: lexicon.letters.chars().collect() });
        }
        Self { known, small }
    }

    /// The language an item is written in.
    pub fn of(&self, title: &Tokens<'_>, text: &Tokens<'_>, declared: Option<&str>) -> Lang {
        let declared = declared.map(primary).filter(|code| !code.is_empty());
        let letters = || title.source().chars().chain(text.source().chars()).take(MAX_LETTERS);
        let script = Script::of(letters());
        let of_script: Vec<usize> =
            self.known.iter().enumerate().filter(|(_, known)| known.script == script).map(|(at, _)| at).collect();
        if let Some(by_letters) = self.by_letters(&of_script, letters().filter(|c| Script::of_char(*c) == Some(script)))
        {
            return by_letters;
        }
        let counts = self.counts(title, text);
        let count = |at: usize| counts.get(at).copied().unwrap_or(0);
        // Of equals the first: lexicons come in the order of their codes.
        let leader = of_script.iter().copied().rev().max_by_key(|at| count(*at));
        let most = leader.map_or(0, count);
        let lang_of = |at: usize| self.known.get(at).map(|known| known.lang.clone());
        if let Some(code) = declared.as_deref() {
            let own = self.known.iter().position(|known| known.lang.as_str() == code);
            let fits = own.map_or_else(|| script.may_be(code), |own| of_script.contains(&own));
            let said = own.map_or(0, count);
            let unclear = most < SETTLED || said * 3 >= most * 2 || own.is_none() && most < 2 * SETTLED;
            if fits && (unclear || of_script.is_empty()) {
                return Lang::new(code);
            }
        }
        match leader.and_then(lang_of) {
            Some(lang) if most >= SETTLED || script != Script::Latin => lang,
            hinted => {
                guess(title, text, script).or(hinted.filter(|_| 2 * most >= WEIGHT)).unwrap_or_else(|| Lang::new("en"))
            }
        }
    }

    /// The language whose own letters stand in a text of its script often enough.
    fn by_letters(&self, among: &[usize], letters: impl Iterator<Item = char>) -> Option<Lang> {
        let with_own: Vec<&Known> =
            among.iter().filter_map(|at| self.known.get(*at)).filter(|known| !known.letters.is_empty()).collect();
        let mut counts = vec![0_usize; with_own.len()];
        let mut all = 0;
        for letter in letters {
            all += 1;
            for (count, known) in counts.iter_mut().zip(&with_own) {
                // A language's own letters are none of the common ones.
                *count += usize::from(!letter.is_ascii() && known.letters.contains(&letter));
            }
        }
        let (count, known) = counts.into_iter().zip(with_own).max_by_key(|(count, _)| *count)?;
        (count * OWN_LETTERS > all).then(|| known.lang.clone())
    }

    /// What the small words of each language among the first words weigh.
    fn counts(&self, title: &Tokens<'_>, text: &Tokens<'_>) -> Vec<usize> {
        let mut counts = vec![0; self.known.len()];
        for word in words(title).chain(words(text)).take(MAX_WORDS) {
            let Some(langs) = self.small.get(word) else { continue };
            for at in langs {
                if let Some(count) = counts.get_mut(*at) {
                    *count += WEIGHT / langs.len();
                }
            }
        }
        counts
    }
}

/// The language of a text that no small word tells; none where nothing does.
fn guess(title: &Tokens<'_>, text: &Tokens<'_>, script: Script) -> Option<Lang> {
    let sample = if text.source().trim().is_empty() { title.source() } else { text.source() };
    let head: String = sample.chars().take(400).collect();
    let found = whatlang::detect(&head).filter(whatlang::Info::is_reliable);
    found.and_then(|info| two_letters(info.lang())).or_else(|| script.commonest()).map(Lang::new)
}

/// The first part of a language tag ("en-GB" is "en").
fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or("").trim().to_lowercase()
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
    Arabic,
    Cyrillic,
    Hebrew,
    Greek,
    Other,
}

impl Script {
    const ALL: [Self; 6] = [Self::Latin, Self::Arabic, Self::Cyrillic, Self::Hebrew, Self::Greek, Self::Other];

    /// The script of most letters; Latin where there are none.
    fn of(letters: impl Iterator<Item = char>) -> Self {
        let mut counts = [0_usize; Self::ALL.len()];
        for script in letters.filter_map(Self::of_char) {
            let slot = match script {
                Self::Latin => 0,
                Self::Arabic => 1,
                Self::Cyrillic => 2,
                Self::Hebrew => 3,
                Self::Greek => 4,
                Self::Other => 5,
            };
            if let Some(count) = counts.get_mut(slot) {
                *count += 1;
            }
        }
        let most = counts.iter().zip(Self::ALL).rev().max_by_key(|(count, _)| **count);
        most.filter(|(count, _)| **count > 0).map_or(Self::Latin, |(_, script)| script)
    }

    /// The script of a letter; none for what is no letter.
    fn of_char(c: char) -> Option<Self> {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(Self::Latin),
            '\u{600}'..='\u{6ff}' => Some(Self::Arabic),
            '\u{400}'..='\u{4ff}' => Some(Self::Cyrillic),
            '\u{590}'..='\u{5ff}' => Some(Self::Hebrew),
            '\u{370}'..='\u{3ff}' => Some(Self::Greek),
            _ if c.is_alphabetic() => Some(Self::Other),
            _ => None,
        }
    }

    /// Whether a language without a lexicon, by its ISO 639-1 code, may be written in the script.
    fn may_be(self, code: &str) -> bool {
        match self {
            Self::Arabic => matches!(code, "ur" | "ku" | "ps" | "ckb" | "sd" | "ug"),
            Self::Cyrillic => matches!(code, "uk" | "be" | "bg" | "sr" | "mk" | "kk"),
            Self::Hebrew => matches!(code, "he" | "yi"),
            Self::Greek => code == "el",
            Self::Latin => !matches!(code, "ar" | "fa" | "ru" | "uk" | "he" | "el" | "zh" | "ja" | "ko"),
            Self::Other => true,
        }
    }

    /// The language most items of the script are in, where no lexicon has it.
    fn commonest(self) -> Option<&'static str> {
        match self {
            Self::Hebrew => Some("he"),
            Self::Greek => Some("el"),
            Self::Arabic => Some("ar"),
            Self::Cyrillic => Some("ru"),
            Self::Latin | Self::Other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::sample;

    #[test]
    fn an_item_is_in_the_language_its_words_are_in() {
        let languages = Languages::new(&sample::lexicons());
        let check = |text: &str, declared: Option<&str>, expect: &str| {
            let lang = languages.of(&Tokens::new(""), &Tokens::new(text), declared);
            assert_eq!(lang.as_str(), expect, "{text}");
        };
        check("Sixteen people were killed in the city of Jableh, the monitor said.", None, "en");
        check("قتل 16 عنصرا من قوات الأمن في جبلة", Some("en"), "ar");
        check("منع تردد در شهر لاذقیه تا اطلاع ثانوی برقرار است", None, "fa");
        // Persian with none of the letters that Arabic has not.
        check("در درگیری های ساحل سوریه ده ها نفر کشته و زخمی شدند", None, "fa");
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
