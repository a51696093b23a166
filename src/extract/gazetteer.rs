//! The gazetteer: finds the situation's places in tokens, in one pass.
//!
//! Invariants: mentions come in the order of the text and never overlap; the bare name of a city is the city, a
//! word such as "province", "countryside" or "ريف" makes it the governorate; a name that is also an ordinary word
//! counts only in company, and a common noun ("the coast") only in an item that names the country or another
//! place. Absent: what is said of a place.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::lexis::Lexis;
use super::token::{Token, TokenKind, Tokens, is_bullet};
use super::wording::{Found as Hit, Wordings};
use crate::model::lexicon::place::PlaceWords;
use crate::model::{Lexicon, Place, PlaceId, PlaceKind, Situation, TopicRole};
use crate::text::fold::fold;

/// A place named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The place.
    pub place: PlaceId,
    /// The tokens of its name.
    pub tokens: Range<usize>,
    /// The bytes of its name.
    pub bytes: Range<usize>,
}

/// The places of one item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mentions {
    /// Those of the headline.
    pub title: Vec<Mention>,
    /// Those of the body.
    pub text: Vec<Mention>,
    /// Where its outlet is at home, by its name ("Tartus today").
    pub home: Vec<PlaceId>,
}

/// Finds places. Compiled once from a situation and its lexicons.
#[derive(Debug)]
pub struct Gazetteer {
    spellings: Wordings<usize>,
    names: Vec<Name>,
    words: Wordings<Role>,
    country: Wordings<()>,
    places: Vec<PlaceId>,
    /// The governorate that shares each place's bare name.
    governorates: Vec<Option<usize>>,
}

/// One spelling of a place.
#[derive(Debug, Clone)]
struct Name {
    place: usize,
    /// Also an ordinary word.
    common: bool,
    /// A common noun for a region ("the coast").
    noun: bool,
    /// A region's name, of which the first word may be an ordinary one.
    any_case: bool,
    /// The name is proper when its article is written.
    proper_with_article: bool,
    /// The first word carries the Arabic article.
    definite: bool,
}

/// What a word beside a name can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    RegionBefore,
    RegionAfter,
    RegionsBefore,
    RegionsAfter,
    Centre,
    Of,
    Between,
    And,
    Company,
    CompanyBehind,
    Article,
    PlainArticle,
}

/// A name found, before it is known what it stands for.
#[derive(Debug, Clone)]
struct Found {
    place: usize,
    tokens: Range<usize>,
    common: bool,
    noun: bool,
    /// In the company of a word that tells a place.
    accompanied: bool,
}

/// How many words may stand between a region word and its name ("the northern and western countryside of").
const MAX_BETWEEN: usize = 4;
/// How many tokens may stand between two names of a table of governorates ("Latakia: 836. - Tartus: 503").
const MAX_TABLE_GAP: usize = 8;

impl Gazetteer {
    /// Compiles the gazetteer.
    pub fn new(situation: &Situation, lexicons: &[Lexicon], lexis: &mut Lexis) -> Self {
        let index: BTreeMap<&PlaceId, usize> =
            situation.places.iter().enumerate().map(|(at, place)| (&place.id, at)).collect();
        let mut governorates = vec![None; situation.places.len()];
        for (at, place) in situation.places.iter().enumerate() {
            let city = place.city.as_ref().and_then(|city| index.get(city));
            if let Some(slot) = city.and_then(|city| governorates.get_mut(*city)) {
                *slot = Some(at);
            }
        }
        let articles: HashSet<String> =
            lexicons.iter().flat_map(|lexicon| &lexicon.places.articles).map(|word| fold(word)).collect();
        let mut names = Vec::new();
        for (at, place) in situation.places.iter().enumerate() {
            names.extend(names_of(at, place, &articles));
        }
        let mut spellings = Wordings::default();
        for (at, (spelling, _)) in names.iter().enumerate() {
            spellings.add(lexis, spelling, &at);
        }
        let mut country = Wordings::default();
        let groups = situation.topic.groups.iter().filter(|group| group.role == TopicRole::Country);
        for term in groups.flat_map(|group| group.terms.values().flatten()) {
            country.add(lexis, term, &());
        }
        Self {
            spellings,
            names: names.into_iter().map(|(_, name)| name).collect(),
            words: word_index(lexicons.iter().map(|lexicon| &lexicon.places), lexis),
            country,
            places: situation.places.iter().map(|place| place.id.clone()).collect(),
            governorates,
        }
    }

    /// Finds the places of an item's headline and body, and of its outlet's name; each may lend the other its company.
    pub fn find(&self, title: &Tokens<'_>, text: &Tokens<'_>, source: &Tokens<'_>) -> Mentions {
        let (title_found, text_found) = (self.candidates(title), self.candidates(text));
        let certain = |found: &[Found]| found.iter().any(|one| !one.common && !one.noun);
        let home: Vec<Found> = self.candidates(source).into_iter().filter(|one| !one.common && !one.noun).collect();
        let anchored = certain(&title_found)
            || certain(&text_found)
            || !home.is_empty()
            || self.names_country(title)
            || self.names_country(text);
        let finish = |tokens, found| self.finish(tokens, found, anchored);
        Mentions {
            title: finish(title, title_found),
            text: finish(text, text_found),
            home: home.iter().filter_map(|one| self.places.get(one.place).cloned()).collect(),
        }
    }

    /// Every spelling in the text that could be a place.
    fn candidates(&self, tokens: &Tokens<'_>) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for hit in self.spellings.find(tokens, 0..tokens.all().len()) {
            let Some(name) = self.name_of(&hit) else { continue };
            let first = hit.tokens.start;
            let is_small = || tokens.fold(first).starts_with(char::is_lowercase) && !tokens.is_capital(first);
            if !name.any_case && is_small() {
                continue;
            }
            let (start, article) = self.with_article(tokens, first, name.noun);
            let accompanied =
                article && name.proper_with_article || hit.preposed || self.tells_place(tokens, start, hit.tokens.end);
            found.push(Found {
                place: name.place,
                tokens: start..hit.tokens.end,
                common: name.common,
                noun: name.noun,
                accompanied,
            });
        }
        found
    }

    /// The name that a hit spells: the Arabic article parts names ("حمص" is no "الحمص").
    fn name_of(&self, hit: &Hit<usize>) -> Option<&Name> {
        let fits = |name: &&Name| name.definite == hit.definite || name.definite && hit.preposed;
        hit.values.iter().filter_map(|at| self.names.get(*at)).find(fits)
    }

    fn names_country(&self, tokens: &Tokens<'_>) -> bool {
        self.country.is_in(tokens)
    }

    /// Where a name begins once the article before it is counted in, and whether there is one.
    fn with_article(&self, tokens: &Tokens<'_>, first: usize, noun: bool) -> (usize, bool) {
        let joined = first.checked_sub(1).filter(|at| matches!(tokens.mark(*at), '-' | '\'' | '–' | '‑'));
        let article = joined.unwrap_or(first).checked_sub(1);
        match article {
            Some(at)
                if !noun
                    && self.is(tokens, at, Role::Article)
                    && (joined.is_some() || self.stands_alone(tokens, at)) =>
            {
                (at, true)
            }
            _ => (first, false),
        }
    }

    /// Whether an article that is not tied to the name is one ("Al Qardahah") and not a word of its own ("at").
    fn stands_alone(&self, tokens: &Tokens<'_>, at: usize) -> bool {
        let here = self.words.of_word(tokens, at);
        !here.may_hold(&Role::Company) && (here.may_hold(&Role::PlainArticle) || tokens.is_capital(at))
    }

    /// Whether a word beside a name tells that it is a place.
    fn tells_place(&self, tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
        let tells = [Role::Company, Role::RegionBefore, Role::RegionsBefore, Role::Centre];
        let one = start.checked_sub(1);
        let two = start.checked_sub(2);
        one.is_some_and(|at| self.is_any(tokens, at, &tells))
            || one.is_some_and(|at| self.is_any(tokens, at, &[Role::Of, Role::Between, Role::Article]))
                && two.is_some_and(|at| self.is_any(tokens, at, &tells))
            || self.is_any(tokens, end, &[Role::RegionAfter, Role::RegionsAfter, Role::CompanyBehind])
    }

    /// Drops what is no place after all and settles cities and governorates.
    fn finish(&self, tokens: &Tokens<'_>, mut found: Vec<Found>, anchored: bool) -> Vec<Mention> {
        let listed: Vec<bool> = (0..found.len()).map(|at| self.is_listed(tokens, &found, at)).collect();
        let mut keep = listed.iter();
        found.retain(|one| {
            let listed = keep.next().copied().unwrap_or(false);
            (!one.common && !one.noun) || anchored && (one.noun || one.accompanied || listed)
        });
        let regions = self.governorates_of(tokens, &found);
        let settle = |(one, region): (Found, bool)| {
            let governorate = self.governorates.get(one.place).copied().flatten().filter(|_| region);
            let place = self.places.get(governorate.unwrap_or(one.place))?.clone();
            Some(Mention { place, bytes: tokens.span(one.tokens.clone()), tokens: one.tokens })
        };
        found.into_iter().zip(regions).filter_map(settle).collect()
    }

    /// Whether the name stands in a list beside one that is certain.
    fn is_listed(&self, tokens: &Tokens<'_>, found: &[Found], at: usize) -> bool {
        let certain = |one: &Found| !one.common && !one.noun;
        let pair = |one: Option<usize>, other: Option<usize>| {
            let (Some(left), Some(right)) = (one.and_then(|i| found.get(i)), other.and_then(|i| found.get(i))) else {
                return false;
            };
            (certain(left) || certain(right)) && self.is_list_gap(tokens, left.tokens.end..right.tokens.start)
        };
        pair(at.checked_sub(1), Some(at)) || pair(Some(at), at.checked_add(1)) || heads_row(tokens, found.get(at))
    }

    /// Whether nothing but commas and "and" stands between two names.
    fn is_list_gap(&self, tokens: &Tokens<'_>, gap: Range<usize>) -> bool {
        let joins = |at| matches!(tokens.mark(at), ',' | '،' | '&' | '/') || self.is(tokens, at, Role::And);
        gap.len() <= 3
            && gap.clone().all(|at| joins(at) || self.is(tokens, at, Role::Of))
            && (gap.clone().any(joins) || gap.is_empty() && tokens.fold(gap.start).starts_with('و'))
    }

    /// For each name, whether words around it make it the governorate.
    fn governorates_of(&self, tokens: &Tokens<'_>, found: &[Found]) -> Vec<bool> {
        let mut regions = vec![false; found.len()];
        let mut begin = 0;
        while begin < found.len() {
            let mut end = begin + 1;
            while let (Some(left), Some(right)) = (found.get(end - 1), found.get(end)) {
                if !self.is_list_gap(tokens, left.tokens.end..right.tokens.start) {
                    break;
                }
                end += 1;
            }
            self.settle_list(tokens, found, begin..end, &mut regions);
            begin = end;
        }
        self.settle_tables(tokens, found, &mut regions);
        regions
    }

    /// Settles the names of one list.
    fn settle_list(&self, tokens: &Tokens<'_>, found: &[Found], list: Range<usize>, regions: &mut [bool]) {
        let first = found.get(list.start).map_or(0, |one| one.tokens.start);
        let last = found.get(list.end.saturating_sub(1)).map_or(0, |one| one.tokens.end);
        let many = self.region_before(tokens, first, Role::RegionsBefore)
            || self.region_after(tokens, last, Role::RegionsAfter);
        for at in list {
            let (Some(one), Some(region)) = (found.get(at), regions.get_mut(at)) else { continue };
            *region = many
                || self.region_before(tokens, one.tokens.start, Role::RegionBefore)
                || self.region_after(tokens, one.tokens.end, Role::RegionAfter);
        }
    }

    /// Settles tables: "by governorate: Latakia: 836. Tartus: 503".
    fn settle_tables(&self, tokens: &Tokens<'_>, found: &[Found], regions: &mut [bool]) {
        let is_bare = |gap: Range<usize>| {
            gap.len() <= MAX_TABLE_GAP
                && gap.clone().all(|at| {
                    tokens.at(at).is_some_and(|token| token.kind != TokenKind::Word) || self.is(tokens, at, Role::And)
                })
        };
        let mut inside = false;
        let mut before = 0;
        for (at, one) in found.iter().enumerate() {
            let gap = before..one.tokens.start;
            let head = one.tokens.start.saturating_sub(MAX_TABLE_GAP)..one.tokens.start;
            let colon = head.clone().rev().find(|at| tokens.mark(*at) == ':');
            let opens = colon.is_some_and(|colon| {
                colon.checked_sub(1).is_some_and(|word| self.is(tokens, word, Role::RegionsBefore))
                    && is_bare(colon..one.tokens.start)
            });
            inside = opens || inside && is_bare(gap);
            if let Some(region) = regions.get_mut(at).filter(|_| inside) {
                *region = true;
            }
            before = one.tokens.end;
        }
    }

    fn region_before(&self, tokens: &Tokens<'_>, start: usize, role: Role) -> bool {
        for at in (start.saturating_sub(MAX_BETWEEN)..start).rev() {
            let here = self.words.of_word(tokens, at);
            if here.may_hold(&role) {
                return !at.checked_sub(1).is_some_and(|before| self.is(tokens, before, Role::Centre));
            }
            let passes = [Role::Of, Role::Between, Role::Article].iter().any(|role| here.may_hold(role));
            if !passes || here.may_hold(&Role::And) {
                return false;
            }
        }
        false
    }

    fn region_after(&self, tokens: &Tokens<'_>, end: usize, role: Role) -> bool {
        let mut from = end;
        if tokens.mark(from) == '\'' && tokens.glued(from) {
            from += 2;
        }
        for at in from..from + MAX_BETWEEN {
            let here = self.words.of_word(tokens, at);
            if here.may_hold(&role) {
                return true;
            }
            if !here.may_hold(&Role::Between) || here.may_hold(&Role::Company) {
                return false;
            }
        }
        false
    }

    fn is(&self, tokens: &Tokens<'_>, at: usize, role: Role) -> bool {
        self.is_any(tokens, at, &[role])
    }

    fn is_any(&self, tokens: &Tokens<'_>, at: usize, roles: &[Role]) -> bool {
        let here = self.words.of_word(tokens, at);
        roles.iter().any(|role| here.may_hold(role))
    }
}

/// Whether a name heads a row of a table: it begins a line or a bracketed list, and a number follows ("– Hama: 262",
/// "/ Shir (2 dead)").
fn heads_row(tokens: &Tokens<'_>, one: Option<&Found>) -> bool {
    let Some(one) = one else { return false };
    let is_number = |token: &Token| token.kind == TokenKind::Number;
    let begins = one.tokens.start.checked_sub(1).is_none_or(|before| {
        let mark = tokens.mark(before);
        // "P 384, Q 171".
        let last = before.checked_sub(1 + usize::from(tokens.mark(before.wrapping_sub(1)) == ')'));
        let follows = matches!(mark, ',' | '،') && last.and_then(|at| tokens.at(at)).is_some_and(is_number);
        matches!(mark, '\n' | '-' | '–' | '—' | '/' | '+' | ':' | '|') || is_bullet(mark) || follows
    });
    let mark = usize::from(matches!(tokens.mark(one.tokens.end), ':' | '(' | '=' | '-' | '–'));
    begins && tokens.at(one.tokens.end + mark).is_some_and(is_number)
}

/// The spellings of a place, each without its Latin article.
fn names_of(at: usize, place: &Place, articles: &HashSet<String>) -> Vec<(String, Name)> {
    let bare = |name: &str| -> (String, bool) {
        let cut = name.find([' ', '-', '\'', '’']);
        match cut.and_then(|cut| Some((name.get(..cut)?, name.get(cut..)?))) {
            Some((article, rest)) if articles.contains(&fold(article)) => {
                (rest.trim_start_matches([' ', '-', '\'', '’']).to_owned(), true)
            }
            _ => (name.to_owned(), false),
        }
    };
    let region = place.kind == PlaceKind::Region;
    let common: HashSet<String> = place.common.values().flatten().map(|name| fold(&bare(name).0)).collect();
    let all = place.names.values().flatten().chain(place.common.values().flatten());
    let with_article = all.clone().map(|name| bare(name)).filter(|(_, article)| *article);
    let proper_with_article: HashSet<String> = with_article.map(|(name, _)| fold(&name)).collect();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for name in all {
        let (name, _) = bare(name);
        let folded = fold(&name);
        if seen.insert(folded.clone()) {
            found.push((
                name,
                Name {
                    place: at,
                    common: !region && common.contains(&folded),
                    noun: region && common.contains(&folded),
                    any_case: region,
                    proper_with_article: proper_with_article.contains(&folded),
                    definite: folded.starts_with("ال"),
                },
            ));
        }
    }
    found
}

/// The words around names of all languages, as one index.
fn word_index<'a>(all: impl Iterator<Item = &'a PlaceWords>, lexis: &mut Lexis) -> Wordings<Role> {
    let mut index = Wordings::default();
    for words in all {
        let lists = [
            (&words.region_before, Role::RegionBefore),
            (&words.region_after, Role::RegionAfter),
            (&words.regions_before, Role::RegionsBefore),
            (&words.regions_after, Role::RegionsAfter),
            (&words.centre, Role::Centre),
            (&words.of, Role::Of),
            (&words.between, Role::Between),
            (&words.and, Role::And),
            (&words.company, Role::Company),
            (&words.company_behind, Role::CompanyBehind),
            (&words.articles, Role::Article),
            (&words.plain_articles, Role::PlainArticle),
        ];
        for (list, role) in lists {
            for word in list {
                index.add(lexis, word, &role);
            }
        }
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::sample;

    fn check(text: &str, expect: &[&str]) {
        let mut lexis = Lexis::default();
        let gazetteer = Gazetteer::new(&sample::situation(), &sample::lexicons(), &mut lexis);
        let found = gazetteer.find(&Tokens::new(""), &Tokens::known(text, &lexis), &Tokens::new("")).text;
        let found: Vec<&str> = found.iter().map(|mention| mention.place.as_str()).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn spellings_of_many_languages_are_one_place() {
        check("Lattakia, Lattaquié und Lazkiye; Латакии", &["latakia"; 4]);
        check("Jablé, Dschabla, El-Haffa and Al Qardahah", &["jableh", "jableh", "haffah", "qardaha"]);
        check("Lazkiye'de, Tartus’ta ve Banyas’ın", &["latakia", "tartus", "baniyas"]);
        check("в Тартусе и Джебле", &["tartus", "jableh"]);
        check("Ta’nita, Ta'nita and Beit-Ana", &["taanita", "taanita", "beit_ana"]);
        check("در لاذقیه و طرطوس", &["latakia", "tartus"]);
    }

    #[test]
    fn arabic_particles_do_not_hide_a_place() {
        check("باللاذقية وطرطوس وبجبلة، وللقرداحة", &["latakia", "tartus", "jableh", "qardaha"]);
        check("في اللاذقيه وبانياس فالحفّة", &["latakia", "baniyas", "haffah"]);
    }

    #[test]
    fn a_region_word_makes_the_governorate() {
        check("in Latakia province and the city of Latakia", &["latakia_governorate", "latakia"]);
        check("the northern countryside of Latakia", &["latakia_governorate"]);
        check("Latakia's western countryside", &["latakia_governorate"]);
        check("rural Tartus, Tartus", &["tartus_governorate", "tartus"]);
        check("Latakia, Tartus and Hama provinces", &["latakia_governorate", "tartus_governorate", "hama_governorate"]);
        check("provinces of Latakia and Tartus", &["latakia_governorate", "tartus_governorate"]);
        check("Jableh and the Latakia countryside", &["jableh", "latakia_governorate"]);
        check("ريف اللاذقية ومدينة طرطوس", &["latakia_governorate", "tartus"]);
        check("في محافظتي اللاذقية وطرطوس", &["latakia_governorate", "tartus_governorate"]);
        check("مركز محافظة طرطوس", &["tartus"]);
        check("بالريف الشمالي لمحافظة اللاذقية", &["latakia_governorate"]);
        check("ريف جبلة", &["jableh"]);
        check("les provinces de Lattaquié et de Tartous", &["latakia_governorate", "tartus_governorate"]);
        check(
            "im Umland von Latakia, Tartus und Hama",
            &["latakia_governorate", "tartus_governorate", "hama_governorate"],
        );
        check("в провинции Латакия", &["latakia_governorate"]);
        check("Lazkiye, Tartus ve Hama kırsalında", &["latakia_governorate", "tartus_governorate", "hama_governorate"]);
        check("الضحايا بحسب المحافظات: – اللاذقية: 836.\n– طرطوس: 503.", &["latakia_governorate", "tartus_governorate"]);
    }

    #[test]
    fn ordinary_words_are_no_places() {
        check("a sheer drop near Latakia", &["latakia"]);
        check("Rabia Khan visited Latakia", &["latakia"]);
        check("Latakia and the village of Al-Sheer", &["latakia", "shir"]);
        check("on Kenya's coast", &[]);
        check("on the coast of Kenya, from Mr Kasab", &[]);
        check("along the Syrian coast", &["coast"]);
        check("Latakia and elsewhere on the coast", &["latakia", "coast"]);
        check("حماة الديار في سوريا", &[]);
        check("اللاذقية وطرطوس وحماة", &["latakia", "tartus", "hama"]);
        check("دول الساحل الأفريقي", &[]);
    }

    #[test]
    fn the_bytes_of_a_mention_are_its_name() {
        let mut lexis = Lexis::default();
        let gazetteer = Gazetteer::new(&sample::situation(), &sample::lexicons(), &mut lexis);
        let text = "«جبلة» and Al-Qardaha.";
        let found = gazetteer.find(&Tokens::new(""), &Tokens::known(text, &lexis), &Tokens::new("")).text;
        let names: Vec<&str> = found.iter().filter_map(|mention| text.get(mention.bytes.clone())).collect();
        assert_eq!(names, ["جبلة", "Al-Qardaha"]);
    }
}
