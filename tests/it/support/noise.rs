//! The noise that reports come with: page furniture, other matters, leftovers of markup, words spelt around a censor.
//!
//! Each kind is added to a report's text; its labels stay what they are. The same seed gives the same noise.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::Value;

/// A row of numbers that looks like chance and is the same at every run (a linear congruential generator).
pub struct Chance(u64);

impl Chance {
    /// Begins a row.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1))
    }

    /// The next number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// One kind of noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// "LATAKIA, Syria (AP) -" before the first word.
    Dateline,
    /// The headline, twice, before the text.
    Headline,
    /// The words under a picture, with a number of dead of their own.
    Caption,
    /// Links to other reports, each with its toll.
    AlsoRead,
    /// Snippets of unrelated reports on lines of their own, as aggregators print them.
    Snippets,
    /// A last sentence that is cut in its middle.
    Cut,
    /// Words stretched by kashida, or with a letter starred out.
    Spelling,
    /// Tags, references and blanks of markup.
    Markup,
}

/// All kinds.
pub const ALL: &[Noise] = &[
    Noise::Dateline,
    Noise::Headline,
    Noise::Caption,
    Noise::AlsoRead,
    Noise::Snippets,
    Noise::Cut,
    Noise::Spelling,
    Noise::Markup,
];

/// A report with noise of a kind.
pub fn add(row: &Value, kind: Noise, chance: &mut Chance) -> Value {
    let lang = row["lang"].as_str().unwrap_or("en");
    let text = row["text"].as_str().unwrap();
    let words = Words::of(lang);
    let noised = match kind {
        Noise::Dateline => {
            let published = row["published"].as_str().unwrap_or("2025-03-08");
            format!("{} {text}", chance.pick(words.datelines).replace("DATE", &published[..10]))
        }
        Noise::Headline => {
            let title = row["title"].as_str().unwrap_or("");
            format!("{title}\n{title}\n{text}")
        }
        Noise::Caption => format!("{}\n{text}", chance.pick(words.captions)),
        Noise::AlsoRead => {
            let link = format!("{} {}", chance.pick(words.also_read), chance.pick(words.elsewhere));
            if chance.below(2) == 0 { format!("{text}\n{link}") } else { format!("{link}\n{text}") }
        }
        Noise::Snippets => {
            let mut lines: Vec<&str> = (0..3).map(|_| chance.pick(words.elsewhere)).collect();
            lines.insert(chance.below(4), text);
            lines.join("\n")
        }
        Noise::Cut => format!("{text} {}", chance.pick(words.cut)),
        Noise::Spelling => spell(text, words.spellings),
        Noise::Markup => mark_up(text, chance),
    };
    let mut row = row.clone();
    row["text"] = noised.into();
    row
}

/// Each word that the censor looks for, as writers spell it around him.
fn spell(text: &str, spellings: &[(&str, &str)]) -> String {
    spellings.iter().fold(text.to_owned(), |text, (plain, spelt)| text.replace(plain, spelt))
}

fn mark_up(text: &str, chance: &mut Chance) -> String {
    let mut out = String::from("<p class=\"lead\">");
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push_str(if chance.below(5) == 0 { "&nbsp;" } else { " " });
        }
        let is_short = word.chars().all(char::is_alphanumeric);
        match chance.below(12) {
            0 if is_short => out.push_str(&format!("<b>{word}</b>")),
            1 if is_short => out.push_str(&format!("<a href=\"https://example.org/{at}\">{word}</a>")),
            _ => out.push_str(&word.replace('’', "&#8217;").replace('"', "&quot;")),
        }
    }
    out + "</p>"
}

/// The words of noise in one language.
struct Words {
    datelines: &'static [&'static str],
    captions: &'static [&'static str],
    also_read: &'static [&'static str],
    elsewhere: &'static [&'static str],
    cut: &'static [&'static str],
    spellings: &'static [(&'static str, &'static str)],
}

impl Words {
    fn of(lang: &str) -> Self {
        match lang {
            "ar" => Self {
                datelines: &["بيروت (وكالات) -", "دمشق - وكالات:", "date DATE", "لندن ـ «الجريدة»:"],
                captions: &[
                    "صورة: مشيعون يحملون جثامين أربعة قتلى في إدلب الشهر الماضي (أ ف ب)",
                    "صورة أرشيفية / جنازة 9 مدنيين قتلوا في حمص عام 2014",
                ],
                also_read: &["اقرأ أيضا:", "إقرأ أيضاً |", "مواضيع ذات صلة:\n", "اقرأ المزيد:"],
                elsewhere: &[
                    "السودان: مقتل 70 مدنيا في قصف على سوق الفاشر",
                    "قتلى وجرحى بغارات إسرائيلية على غزة ومقتل 35 فلسطينيا",
                    "اليمن: غارات أميركية على صنعاء توقع 31 قتيلا",
                    "مصرع 12 شخصا بانقلاب حافلة في المكسيك",
                ],
                cut: &["وأضاف المصدر أن الجهات المعنية ستواصل متاب", "وكان رئيس الوزراء قد صرح في وقت سابق بأن ..."],
                spellings: &[
                    ("مقتل", "مقـ ـتل"),
                    ("قتلوا", "قتـلوا"),
                    ("المدنيين", "المدنيـــين"),
                    ("قتيل", "قتـ ـيل"),
                ],
            },
            "de" => Self {
                datelines: &["Beirut (dpa) -", "Damaskus/Istanbul (AFP) –"],
                captions: &["Foto: Trauernde tragen die Särge von vier Getöteten in Idlib. (AFP)"],
                also_read: &["Lesen Sie auch:", "Mehr zum Thema:"],
                elsewhere: &["Sudan: 70 Tote bei Angriff auf Markt in El Fascher", "Mexiko: Busunglück mit 12 Toten"],
                cut: &["Der Sprecher sagte weiter, dass die Behö"],
                spellings: &[],
            },
            "fr" => Self {
                datelines: &["BEYROUTH (AFP) -", "Damas (Reuters) -"],
                captions: &["Photo : des proches portent les cercueils de quatre tués à Idleb. (AFP)"],
                also_read: &["Lire aussi :", "À lire également :"],
                elsewhere: &[
                    "Soudan : 70 morts dans une frappe sur un marché",
                    "Mexique : un accident de car fait 12 morts",
                ],
                cut: &["Le porte-parole a ajouté que les autor"],
                spellings: &[],
            },
            "es" => Self {
                datelines: &["BEIRUT (AP) —", "Damasco (EFE).-"],
                captions: &["Foto: Familiares llevan los féretros de cuatro muertos en Idlib. (AFP)"],
                also_read: &["Lea también:", "Te puede interesar:"],
                elsewhere: &["Sudán: 70 muertos en un ataque a un mercado", "México: 12 muertos al volcar un autobús"],
                cut: &["El portavoz añadió que las autor"],
                spellings: &[],
            },
            "tr" => Self {
                datelines: &["ŞAM (AA) -", "BEYRUT -"],
                captions: &["Fotoğraf: İdlib'de öldürülen dört kişinin cenazesi. (AFP)"],
                also_read: &["İlginizi çekebilir:", "Ayrıca okuyun:"],
                elsewhere: &["Sudan'da pazara saldırı: 70 ölü", "Meksika'da otobüs kazası: 12 ölü"],
                cut: &["Sözcü ayrıca yetkililerin bölgede"],
                spellings: &[],
            },
            _ => Self {
                datelines: &["BEIRUT (AP) —", "DAMASCUS (Reuters) -", "date DATE", "By a staff writer, London:"],
                captions: &[
                    "Photo: Mourners carry the coffins of four people killed in Idlib last month. (AFP)",
                    "FILE - Rescuers search the rubble of a building where 9 people died in Aleppo in 2016. (AP Photo)",
                ],
                also_read: &["Also read:", "Read more:", "Related stories:\n", "SEE ALSO |"],
                elsewhere: &[
                    "Sudan: strike on El Fasher market kills 70 civilians",
                    "Israeli strikes kill 35 Palestinians in Gaza",
                    "Yemen: US raids on Sanaa leave 31 dead",
                    "Bus crash in Mexico kills 12 people",
                ],
                cut: &[
                    "The spokesman went on to say that the authorit",
                    "Earlier in the day the prime minister told repor...",
                ],
                spellings: &[("killed", "kil*led"), ("massacre", "massa*cre"), ("murdered", "mur*dered")],
            },
        }
    }
}
