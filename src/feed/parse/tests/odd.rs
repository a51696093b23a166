//! Documents that once were read as something else than they say.

use super::*;

#[test]
fn numbers_that_something_parts_stay_two() {
    for between in ["&#150;", "&#x96;", "&amp;#150;", "\u{96}", "&#1;", "\u{1}", "\u{e000}", "<img/>"] {
        let body = format!(
            "<item><title>killed 10{between}12 civilians</title><description>10{between}12</description></item>"
        );
        let parsed = parsed(rss(&body)).unwrap();
        let item = parsed.items.first().unwrap();
        let parted = |text: &str| text.replace('–', " ");
        assert_eq!(
            (parted(&item.title), parted(&item.text)),
            ("killed 10 12 civilians".into(), "10 12".into()),
            "{between:?}"
        );
    }
    let items = items(rss("<item><title>don&#146;t go &#147;there&#148;, day&#173;light</title></item>"));
    assert_eq!(titles(&items), ["don’t go “there”, daylight"]);
}

#[test]
fn what_is_told_of_a_picture_is_the_text_for_want_of_another_alone() {
    let check = |inside: &str, title: &str, text: &str| {
        let items = items(rss(&format!("<item>{inside}<guid>1</guid></item>")));
        let item = items.first().unwrap();
        assert_eq!((item.title.as_str(), item.text.as_str()), (title, text), "{inside}");
    };
    let caption = "<media:content><media:title>P</media:title><media:description>a long caption</media:description></media:content>";
    check(&format!("<title>A</title>{caption}<description>35 killed</description>"), "A", "35 killed");
    check(
        &format!("{caption}<title>A</title><media:description>another one</media:description>"),
        "A",
        "a long caption",
    );
    check(&format!("<description>&lt;img src='x'/&gt;</description>{caption}"), "P", "a long caption");
    check(&format!("{caption}<dc:title>D</dc:title><title>A</title><description>x</description>"), "A", "x");
    check(&format!("{caption}<dc:title>D</dc:title><description>x</description>"), "D", "x");
    check("<description>x</description><itunes:summary>all of it</itunes:summary>", "all of it", "all of it");
}

#[test]
fn items_behind_the_end_are_read_and_the_end_is_said() {
    let whole = rss("<item><title>A</title></item>");
    let parsed_all = |body: String| {
        let parsed = parsed(body).unwrap();
        let problem = parsed.problem.as_ref().map(|problem| problem.kind);
        (titles(&parsed.items).join(" "), problem)
    };
    let broken = Some(FeedErrorKind::Malformed);
    let item = "<item><title>B</title></item>";
    assert_eq!(parsed_all(format!("{whole}{item}")), ("A B".into(), broken));
    assert_eq!(parsed_all(format!("{whole}{item}{item}</channel></rss>")), ("A B".into(), broken));
    assert_eq!(parsed_all(format!("{whole}{}", whole.replace('A', "C"))), ("A C".into(), broken));
    assert_eq!(parsed_all(format!("{whole}<!-- {item} --><script>x</script>")), ("A".into(), None));
}

#[test]
fn a_raw_line_break_in_json_loses_nothing() {
    let body = "{\"version\":\"https://jsonfeed.org/version/1.1\",\n\"items\":[{\"id\":\"1\",\"title\":\"A\nB\"},{\"id\":\"2\",\"title\":\"C\"}]}";
    let parsed = parsed(body).unwrap();
    assert_eq!(titles(&parsed.items), ["A B", "C"]);
}

#[test]
fn a_sign_for_what_is_less_is_no_tag() {
    let titles = |title: &str| {
        let parsed = parsed(rss(&format!("<item><title>{title}</title></item><item><title>B</title></item>"))).unwrap();
        assert!(parsed.problem.is_some_and(|problem| problem.kind == FeedErrorKind::Malformed), "{title}");
        parsed.items.into_iter().map(|item| item.title).collect::<Vec<_>>()
    };
    for title in ["5 < 6 and 7 > 3", "fewer than <12 killed", "I <3 Jableh", "a << 9 <", "<- here"] {
        assert_eq!(titles(title), [title, "B"]);
    }
    let many = parsed(rss(&format!("<item><title>{}</title></item>", "< ".repeat(200_000)))).unwrap();
    assert_eq!(many.items.len(), 1);
}

#[test]
fn a_feed_whose_items_have_no_word_says_so() {
    let unseen = "<item><guid>1</guid><title>&#x200b;</title><description>&lt;p&gt;&lt;/p&gt;</description></item>";
    for items in [unseen, "<item/>", "<item><guid>1</guid></item><item><title> </title></item>"] {
        let error = parsed(rss(items)).unwrap_err();
        assert_eq!(error.kind, FeedErrorKind::Malformed);
        assert!(error.message.contains("items has a word"), "{error}");
    }
    assert!(items(rss("")).is_empty());
    assert_eq!(items(rss("<item/><item><title>A</title></item>")).len(), 1);
}
