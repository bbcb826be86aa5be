internal import Postgres

/// The duties of the backfills. What each gives to whom is said in its migration's statement, and
/// asked here: the conditions are the same, and change with them.
extension BackfillDuty {
  static let all = [tests, bookings, bookingItems, issuedNames]

  /// - Throws: `PostgresError.misuse` where a backfill came without its duty.
  static func of(_ migration: Migration) throws -> BackfillDuty {
    guard let duty = all.first(where: { $0.migration == migration.name }) else {
      throw PostgresError.misuse("\(migration.name) has no duty: nobody could say what it filled")
    }
    return duty
  }

  /// The page of a table's ids that a batch walks: those after `$1`, and `$2` of them at most.
  private static func page(of table: String) -> String {
    """
    with page as materialized (
        select max(id) as last_id
        from (
          select id from \(table) where id > $1::bigint order by id limit $2::bigint
        ) ids
      )
    """
  }

  /// Whether row `alias` is on the page.
  private static func isOnPage(_ alias: String) -> String {
    "\(alias).id > $1::bigint and \(alias).id <= (select last_id from page)"
  }

  private static let tests = BackfillDuty(
    migration: "0012_p0_backfill_tests", walks: "tests",
    owed: """
      \(page(of: "tests"))
      select 'hours', id, id
      from tests
      where \(isOnPage("tests"))
        and tat_hours is null
        and report_time_hours >= 0
      order by id
      for no key update skip locked
      """,
    parts: [
      Part(
        key: "hours", table: "tests", lacks: "tat_hours",
        isFilled: "exists (select from tests t where t.id = owed.id and t.tat_hours is not null)",
        written: ["tests"])
    ])

  private static let bookings = BackfillDuty(
    migration: "0013_p0_backfill_bookings", walks: "bookings",
    owed: """
      \(page(of: "bookings")), free as materialized (
        select b.id, b.user_id
        from bookings b
        where \(isOnPage("b"))
          and b.pet_id::text is null
        order by b.id
        for no key update skip locked
      ), items as materialized (
        select i.id, i.booking_id, i.test_id
        from booking_items i
        where i.booking_id in (select id from free)
        order by i.id
        for key share skip locked
      ), held as materialized (
        select booking_id, count(*) as item_count
        from items
        group by booking_id
      ), batch as materialized (
        select free.id, free.user_id, coalesce(held.item_count, 0) as item_count
        from free
        left join held on held.booking_id = free.id
        where coalesce(held.item_count, 0)
          = (select count(*) from booking_items i where i.booking_id = free.id)
      ), owners as materialized (
        select u.id as user_id
        from users u
        where u.id in (select user_id from batch)
        for key share skip locked
      ), served as materialized (
        -- "is true" has the server hash the list: it takes it for a row or two, and would join by going
        -- through all of it for each booking.
        select batch.id
        from batch
        where (batch.user_id in (select user_id from owners)) is true
      )
      select 'pet', served.id, served.id
      from served
      union all
      select 'group', batch.id, batch.id
      from batch
      where batch.item_count >= 2
      union all
      select 'report', items.id, items.booking_id
      from items
      join tests t on t.id = items.test_id
      where (items.booking_id in (select id from served)) is true
      """,
    parts: [
      Part(
        key: "pet", table: "bookings", lacks: "pet_id",
        isFilled: "exists (select from bookings b where b.id = owed.id and b.pet_id is not null)",
        written: ["bookings", "pets"]),
      group, report,
    ])

  private static let bookingItems = BackfillDuty(
    migration: "0014_p0_backfill_booking_items", walks: "booking_items",
    owed: """
      \(page(of: "booking_items")), unreported as materialized (
        select i.id, i.booking_id, i.test_id
        from booking_items i
        where \(isOnPage("i"))
          and not exists (select from test_reports r where r.booking_item_id = i.id)
      ), wanting as materialized (
        select unreported.id
        from unreported
        join bookings b on b.id = unreported.booking_id
        join pets p on p.id = b.pet_id
        where p.name = 'Pet_' || p.user_id
          and p.species = 'Unknown'
      ), strays as materialized (
        select i.id, i.booking_id, i.test_id
        from booking_items i
        join wanting on wanting.id = i.id
        join bookings b on b.id = i.booking_id
        order by i.id
        for key share of i, b skip locked
      ), grouped as (
        select strays.booking_id, min(strays.id) as first_id
        from strays
        where (select count(*) from booking_items i where i.booking_id = strays.booking_id) >= 2
          and not exists (
            select from test_batch_groups g where g.booking_id = strays.booking_id
          )
        group by strays.booking_id
      )
      select 'report', strays.id, strays.id
      from strays
      join tests t on t.id = strays.test_id
      union all
      select 'group', grouped.booking_id, grouped.first_id
      from grouped
      union all
      select 'membership', r.id, grouped.first_id
      from grouped
      join booking_items i on i.booking_id = grouped.booking_id
      join test_reports r on r.booking_item_id = i.id
      where r.batch_group_id is null
      """,
    parts: [
      report, group,
      Part(
        key: "membership", table: "test_reports", lacks: "batch_group_id",
        isFilled: """
          exists (select from test_reports r where r.id = owed.id and r.batch_group_id is not null)
          """,
        written: ["test_reports"]),
    ])

  private static let issuedNames = BackfillDuty(
    migration: "0056_jobs_backfill_issued_names", walks: "billing_records",
    owed: """
      \(page(of: "billing_records"))
      select 'names', r.id, r.id
      from billing_records r
      where \(isOnPage("r"))
        and r.invoice_number is not null
        and r.issued_names is null
        and exists (select from users u where u.id = r.user_id)
      order by r.id
      for no key update skip locked
      """,
    parts: [
      Part(
        key: "names", table: "billing_records", lacks: "issued_names",
        isFilled: """
          exists (
            select from billing_records r where r.id = owed.id and r.issued_names is not null
          )
          """,
        written: ["billing_records"])
    ])

  /// A test that the app takes out of the booking meanwhile takes the need of a group with it.
  private static let group = Part(
    key: "group", table: "bookings", lacks: "a row in test_batch_groups",
    isFilled: """
      exists (select from test_batch_groups g where g.booking_id = owed.id)
      or (select count(*) from booking_items i where i.booking_id = owed.id) < 2
      """,
    written: ["test_batch_groups"])

  private static let report = Part(
    key: "report", table: "booking_items", lacks: "a row in test_reports",
    isFilled: "exists (select from test_reports r where r.booking_item_id = owed.id)",
    written: ["test_reports"])
}
