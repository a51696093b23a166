//! Parts of statements that several lists share, so that they mean the same in each. `?1` is always the moment.

/// Whether the item named was relevant at `?1`: by its newest revision of then. Most items have one revision, and then the
/// index alone answers.
macro_rules! relevant {
    ($item:literal) => {
        concat!(
            "(CASE WHEN ",
            $item,
            ".revisions = 1 THEN ",
            $item,
            ".relevant ELSE (SELECT v.relevant FROM revision AS v ",
            "WHERE v.item_no = ",
            $item,
            ".no AND v.fetched_at <= ?1 ORDER BY v.number DESC LIMIT 1) END) = 1"
        )
    };
}
pub(super) use relevant;

/// Whether the item `i` was in a report and has left the topic by `?1`. The one that opened a report stands for it as long as
/// others tell it: it has its id.
macro_rules! left {
    () => {
        concat!(
            "(NOT ",
            relevant!("i"),
            " AND NOT EXISTS (SELECT 1 FROM item AS o WHERE o.report_id = i.id AND o.published_at <= ?1
                 AND o.fetched_at <= ?1 AND ",
            relevant!("o"),
            "))"
        )
    };
}
pub(super) use left;

/// Who the items of the report of `i` name as those who counted or say so: those that somebody has an id for.
macro_rules! origins {
    ($items:literal) => {
        concat!(
            "(SELECT count(*) FROM (
                SELECT c.origin FROM ",
            $items,
            " JOIN claim AS c ON c.item_no = o.no AND c.revision = (
                    SELECT max(v.number) FROM revision AS v WHERE v.item_no = o.no AND v.fetched_at <= ?1)
                WHERE o.report_id = i.report_id AND o.published_at <= ?1 AND c.fetched_at <= ?1
                  AND c.origin <> 'other'
                UNION
                SELECT c.origin FROM ",
            $items,
            " JOIN status AS c ON c.item_no = o.no AND c.revision = (
                    SELECT max(v.number) FROM revision AS v WHERE v.item_no = o.no AND v.fetched_at <= ?1)
                WHERE o.report_id = i.report_id AND o.published_at <= ?1 AND c.fetched_at <= ?1
                  AND c.origin <> 'other') AS named)"
        )
    };
}
pub(super) use origins;

/// The items of `?1` with the reports they were in then: `?6` tells those of other reports than now.
macro_rules! grouped {
    () => {
        concat!(
            "past AS MATERIALIZED (SELECT key AS id, value AS report FROM json_each(?6)),
             grouped AS MATERIALIZED (
                SELECT i.no, i.id, i.feed_id, i.published_at, i.fetched_at, i.revisions,
                       coalesce(p.report, i.report_id) AS report_id
                FROM item AS i LEFT JOIN past AS p ON p.id = i.id
                WHERE i.report_id IS NOT NULL AND i.published_at <= ?1 AND i.fetched_at <= ?1 AND ",
            relevant!("i"),
            ")"
        )
    };
}
pub(super) use grouped;

/// The number of the revision of the item `o` that was in force at `?1`.
pub(super) const REVISION: &str = "(CASE WHEN o.revisions = 1 THEN 1 ELSE (
    SELECT max(v.number) FROM revision AS v WHERE v.item_no = o.no AND v.fetched_at <= ?1) END)";

/// Whether the item `i` stands for its report at `?1`: the latest of the report's items that were relevant, published and
/// fetched by then. Asked of one item after the other: as a join, which `coalesce` keeps PostgreSQL from making of it, it would
/// be the last thing that is looked at, and a list's conditions would be asked of every item instead of every report.
pub(super) const LEADS: &str = concat!(
    "i.fetched_at <= ?1 AND ",
    relevant!("i"),
    " AND coalesce(NOT EXISTS (
           SELECT 1 FROM item AS o WHERE o.report_id = i.report_id
              AND o.published_at BETWEEN i.published_at AND ?1 AND (o.published_at, o.id) > (i.published_at, i.id)
              AND o.fetched_at <= ?1 AND ",
    relevant!("o"),
    "), FALSE)"
);
