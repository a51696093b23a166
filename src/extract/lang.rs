//! The language of an item: the script of its letters, then its commonest small words, as the lexicons hold them.
//!
//! A declared language is believed only where the script allows it and the text itself does not clearly say
//! another. Absent: any word of a language, and a model of any size; short texts of languages without a lexicon are
//! told by `whatlang`.

use super::lexis::{self, Lexis};
use super::token::{TokenKind, Tokens};
use crate::model::{Lang, Lexicon};
use crate::text::fold::fold;

/// How many words of an item are looked at: the first ones tell as well as all.
const MAX_WORDS: usize = 120;
/// How many letters of an item are looked at.
const MAX_LETTERS: usize = 300;
/// What a small word weighs; one that is a small word of several languages of its script weighs its share of this.
const WEIGHT: usize = 12;
/// The share of each of so many languages.
const SHARES: [usize; WEIGHT + 1] = {
    let mut shares = [WEIGHT; WEIGHT + 1];
    let mut langs = 2;
    while langs <= WEIGHT {
        shares[langs] = WEIGHT / langs;
        langs += 1;
    }
    shares
};
/// How much the small words of a text must weigh to settle it: two of one language alone.
const SETTLED: usize = 2 * WEIGHT;
/// One letter in so many of a text must be a language's own for the letters to settle it.
const OWN_LETTERS: usize = 25;

/// Letters of a text that the model of any language is given.
const SAMPLE: usize = 400;

/// Languages, by index, a bit each. A language beyond as many bits is told by its letters alone.
type Langs = u64;

/// Tells languages. Compiled once from the lexicons.
#[derive(Debug)]
pub struct Languages {
    known: Vec<Known>,
    /// For each word of the lexis, by its number, the languages in which it is a small word.
    small: Vec<Langs>,
    /// For each character, by its code, the languages of which it is an own letter.
    own: Vec<Langs>,
    /// The Arabic article as names of any language have it, by the words' numbers.
    articles: Vec<u32>,
}

/// What tells one language.
#[derive(Debug)]
struct Known {
    lang: Lang,
    script: Script,
}

/// The letters of an item.
#[derive(Debug)]
struct Letters {
    /// The script most of them are in.
    script: Script,
    /// How many of them are in it.
    count: usize,
    /// How many are own letters of each language.
    own: Vec<usize>,
}

impl Languages {
    /// Compiles what the lexicons say of their languages. The script of a language is that of its small words.
    pub fn new(lexicons: &[Lexicon], lexis: &mut Lexis) -> Self {
        let mut found =
            Self { known: Vec::with_capacity(lexicons.len()), small: vec![], own: vec![], articles: vec![] };
        for (index, lexicon) in lexicons.iter().enumerate() {
            for word in &lexicon.small_words {
                note(&mut found.small, lexis.number(&fold(word), false), index);
            }
            let articles = lexicon.places.plain_articles.iter();
            found.articles.extend(articles.map(|word| lexis.number(&fold(word), false)));
            let script = Script::of(lexicon.small_words.iter().flat_map(|word| word.chars()));
            // A language's own letters are none of the common ones, and of its script.
            let is_own = |letter: &char| !letter.is_ascii() && Script::of_char(*letter) == Some(script);
            lexicon.letters.chars().filter(is_own).for_each(|letter| note(&mut found.own, u32::from(letter), index));
            found.known.push(Known { lang: lexicon.lang.clone(), script });
        }
        found
    }

    /// The language an item is written in.
    pub fn of(&self, title: &Tokens<'_>, text: &Tokens<'_>, declared: Option<&str>) -> Lang {
        let declared = declared.map(primary).filter(|code| !code.is_empty());
        let letters = self.letters([title.source(), text.source()]);
        let script = letters.script;
        let of_script: Vec<usize> =
            self.known.iter().enumerate().filter(|(_, known)| known.script == script).map(|(at, _)| at).collect();
        if let Some(by_letters) = self.by_letters(&of_script, &letters) {
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
        // "Hombres armados mataron a 16": small words that two languages share say little.
        let rivals = || of_script.iter().copied().filter(|at| count(*at) * 3 >= most * 2).collect::<Vec<_>>();
        if most >= WEIGHT
            && script == Script::Latin
            && let Some(lang) = self.guess_among(&rivals(), title, text)
        {
            return lang;
        }
        match leader.and_then(lang_of) {
            Some(lang) if most >= SETTLED || script != Script::Latin => lang,
            hinted => {
                let lettered = || self.by_any_letter(&of_script, title, text).filter(|_| most < WEIGHT);
                let guessed = sure_guess(title, text).or_else(lettered).or_else(|| script.commonest().map(Lang::new));
                guessed.or(hinted.filter(|_| 2 * most >= WEIGHT)).unwrap_or_else(|| Lang::new("en"))
            }
        }
    }

    /// What the first letters of some texts are.
    fn letters(&self, texts: [&str; 2]) -> Letters {
        let mut scripts = Counts::default();
        let mut own = vec![0; self.known.len()];
        let mut left = MAX_LETTERS;
        for text in texts {
            // ASCII letters, which are no language's own, are counted at once.
            let head = text.as_bytes().get(..left.min(text.len())).unwrap_or_default();
            if head.is_ascii() {
                scripts.add_plain(head);
                left -= head.len();
                continue;
            }
            for letter in text.chars().take(left) {
                left -= 1;
                scripts.add(letter);
                self.note_own(letter, &mut own);
            }
        }
        let (script, count) = scripts.most();
        Letters { script, count, own }
    }

    /// Counts a letter for each language whose own it is.
    #[inline]
    fn note_own(&self, letter: char, own: &mut [usize]) {
        if !letter.is_ascii() {
            each(self.own.get(letter as usize), |at| own.get_mut(at).into_iter().for_each(|count| *count += 1));
        }
    }

    /// The language that has most letters of its own, where one has any, and how many.
    fn most_own(&self, among: &[usize], own: &[usize]) -> Option<(Lang, usize)> {
        let counted = among.iter().filter_map(|at| Some((self.known.get(*at)?, *own.get(*at)?)));
        let (known, count) = counted.filter(|(_, count)| *count > 0).max_by_key(|(_, count)| *count)?;
        Some((known.lang.clone(), count))
    }

    /// The language whose own letters stand in a text of its script often enough.
    fn by_letters(&self, among: &[usize], letters: &Letters) -> Option<Lang> {
        let (lang, count) = self.most_own(among, &letters.own)?;
        (count * OWN_LETTERS > letters.count).then_some(lang)
    }

    /// The language whose own letters stand in a word that is no name: in a short text one tells.
    fn by_any_letter(&self, among: &[usize], title: &Tokens<'_>, text: &Tokens<'_>) -> Option<Lang> {
        let words = [title, text]
            .into_iter()
            .flat_map(|tokens| (0..tokens.all().len().min(MAX_WORDS)).map(|at| tokens.word(at)));
        let spoken = words.filter(|word| word.starts_with(char::is_lowercase));
        let mut own = vec![0; self.known.len()];
        spoken.flat_map(str::chars).for_each(|letter| self.note_own(letter, &mut own));
        self.most_own(among, &own).map(|(lang, _)| lang)
    }

    /// The likeliest of several languages whose small words say nearly as much; none of fewer than two, and where the
    /// model cannot tell.
    fn guess_among(&self, rivals: &[usize], title: &Tokens<'_>, text: &Tokens<'_>) -> Option<Lang> {
        let code = |at: &usize| self.known.get(*at).map(|known| known.lang.as_str());
        let is_rival = |lang: &whatlang::Lang| {
            two_letters(*lang).is_some_and(|lang| rivals.iter().any(|at| code(at) == Some(lang)))
        };
        let allowed: Vec<whatlang::Lang> = whatlang::Lang::all().iter().copied().filter(is_rival).collect();
        if allowed.len() < 2 {
            return None;
        }
        let found = whatlang::Detector::with_allowlist(allowed).detect_lang(&sample(title, text))?;
        two_letters(found).map(Lang::new)
    }

    /// What the small words of each language among the first words weigh.
    fn counts(&self, title: &Tokens<'_>, text: &Tokens<'_>) -> Vec<usize> {
        let mut counts = vec![0; self.known.len()];
        let mut left = MAX_WORDS;
        for tokens in [title, text] {
            for (at, known) in words(tokens) {
                if left == 0 {
                    break;
                }
                left -= 1;
                for word in known.iter().take_while(|known| known.reading == 0) {
                    let Some(langs) = self.small.get(word.word as usize).filter(|langs| **langs != 0) else { continue };
                    if self.articles.contains(&word.word) && begins_name(tokens, at) {
                        continue;
                    }
                    let share = SHARES.get(langs.count_ones() as usize).copied().unwrap_or(0);
                    each(Some(langs), |at| counts.get_mut(at).into_iter().for_each(|count| *count += share));
                }
            }
        }
        counts
    }
}

/// Notes that a language, by its index, has a word or a letter.
fn note(all: &mut Vec<Langs>, at: u32, lang: usize) {
    let at = at as usize;
    if all.len() <= at {
        all.resize(at + 1, 0);
    }
    let bit = u32::try_from(lang).ok().and_then(|lang| 1_u64.checked_shl(lang)).unwrap_or(0);
    all.get_mut(at).into_iter().for_each(|langs| *langs |= bit);
}

/// Calls `tell` with each of some languages.
fn each(langs: Option<&Langs>, mut tell: impl FnMut(usize)) {
    let mut left = langs.copied().unwrap_or(0);
    while left != 0 {
        tell(left.trailing_zeros() as usize);
        left &= left - 1;
    }
}

/// What the model of any language is given of an item: the head of its text, or of its title where it has none.
fn sample(title: &Tokens<'_>, text: &Tokens<'_>) -> String {
    let of = if text.source().trim().is_empty() { title } else { text };
    of.source().chars().take(SAMPLE).collect()
}

/// The language of a text that no small word tells; none where nothing surely does.
fn sure_guess(title: &Tokens<'_>, text: &Tokens<'_>) -> Option<Lang> {
    let found = whatlang::detect(&sample(title, text)).filter(whatlang::Info::is_reliable);
    found.and_then(|info| two_letters(info.lang())).map(Lang::new)
}

/// The first part of a language tag ("en-GB" is "en").
fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or("").trim().to_lowercase()
}

/// The words of a text, and what each may be. A particle attached to digits is no word of its own: Arabic attaches what
/// Persian writes apart (و16).
fn words<'t>(tokens: &'t Tokens<'_>) -> impl Iterator<Item = (usize, &'t [lexis::Known])> {
    let all = tokens.all();
    let is = |at: usize, kind| all.get(at).is_some_and(|token| token.kind == kind);
    let words = tokens.each_known().enumerate();
    words.filter(move |(at, _)| is(*at, TokenKind::Word) && !(is(at + 1, TokenKind::Number) && tokens.glued(*at)))
}

/// Whether the word at a token is the first part of a name ("AL Jazeera", "AL-Assad"), and so of no language.
fn begins_name(tokens: &Tokens<'_>, at: usize) -> bool {
    let hyphened = tokens.glued(at) && tokens.mark(at + 1) == '-';
    hyphened || tokens.is_capital(at) && tokens.is_capital(at + 1)
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
        let mut counts = Counts::default();
        letters.for_each(|letter| counts.add(letter));
        counts.most().0
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

/// How many letters are in each script.
#[derive(Debug, Default)]
struct Counts([usize; Script::ALL.len()]);

impl Counts {
    #[inline]
    fn add(&mut self, c: char) {
        if c.is_ascii() {
            let [latin, ..] = &mut self.0;
            *latin += usize::from(c.is_ascii_alphabetic());
            return;
        }
        let slot = Script::of_char(c).and_then(|script| self.0.get_mut(script as usize));
        slot.into_iter().for_each(|count| *count += 1);
    }

    /// Counts the letters among ASCII characters.
    fn add_plain(&mut self, ascii: &[u8]) {
        let [latin, ..] = &mut self.0;
        *latin += ascii.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    }

    /// The script of most letters, and how many are in it.
    fn most(&self) -> (Script, usize) {
        let all = Script::ALL.into_iter().zip(self.0);
        // Of equals the first.
        all.rev().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0).unwrap_or((Script::Latin, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::sample;

    #[test]
    fn an_item_is_in_the_language_its_words_are_in() {
        let mut lexis = Lexis::default();
        let languages = Languages::new(&sample::lexicons(), &mut lexis);
        let check = |text: &str, declared: Option<&str>, expect: &str| {
            let lang = languages.of(&Tokens::new(""), &Tokens::known(text, &lexis), declared);
            assert_eq!(lang.as_str(), expect, "{text}");
        };
        check("Sixteen people were killed in the city of Jableh, the monitor said.", None, "en");
        check("قتل 16 عنصرا من قوات الأمن في جبلة", Some("en"), "ar");
        // What Arabic attaches to digits, or writes apart, says nothing of Persian.
        check("مقتل 9 ضباط و17 جنديا و3 نساء برصاص مجهولين", None, "ar");
        check("سقوط 5 قتلى و 12 جريحا و 3 مفقودين", Some("ar"), "ar");
        check("سقوط 5 قتلى و 12 جريحا و 3 مفقودين", None, "ar");
        check("۵ کشته و 12 زخمی و 3 مفقود در حمله", None, "fa");
        check("منع تردد در شهر لاذقیه تا اطلاع ثانوی برقرار است", None, "fa");
        // Persian with none of the letters that Arabic has not.
        check("در درگیری های ساحل سوریه ده ها نفر کشته و زخمی شدند", None, "fa");
        check("Les affrontements ont fait près de 200 morts dans la province de Lattaquié.", None, "fr");
        check("Bei Kämpfen in der Provinz sind laut Beobachtungsstelle 124 Menschen umgekommen.", Some("en-GB"), "de");
        check("Al menos 71 personas murieron en los combates, según el Observatorio.", None, "es");
        check("В провинции Латакия погибли 16 человек.", None, "ru");
        check("Saldırılarda en az 340 sivil hayatını kaybetti ve bir köy yakıldı.", None, "tr");
        // Of so few words a letter of its own tells, but not that of a name.
        check("SNHR: Banyas'ta 52 kişinin öldüğünü açıkladı", None, "tr");
        check("Clashes near Latakia: minister Yılmaz condemns attackers", None, "en");
        check("70 dead in Latakia", Some("en"), "en");
        // The article of a name is no word of the language that has it.
        check("Al Jazeera: 42 killed in Latakia", None, "en");
        check("42 security personnel were killed in Latakia, local sources told Al Jazeera.", None, "en");
        check("Al menos 16 muertos en Latakia", None, "es");
        check("", None, "en");
        check("12 34 !!", Some("fr"), "fr");
    }
}
