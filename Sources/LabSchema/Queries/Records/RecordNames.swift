package import Billing
package import Postgres

/// What a record calls its customer, its pet and its tests: an invoice what it was issued with,
/// whatever was renamed since; a record without a number what they are called today. Offers and
/// coupons are named in the record's explanation (R9), which never changes either.
enum RecordNames {
  /// `named.document` of record `r`: `customer`, `pet`, and `tests`, an array of `id`, `name`,
  /// `category_id` and `category` in item order.
  static let named: Statement = """
    cross join lateral (
      select r.issued_names as document
      where r.issued_names is not null
      union all
      select document
      from (\(today)) today
      where r.issued_names is null
    ) named
    """

  /// What customer `u` is called now: an app without a name for them has their number.
  static let customerToday: Statement =
    "coalesce(nullif(btrim(u.full_name), ''), 'Customer ' || u.id)"

  /// The customer that the invoice of record `r` was issued with; null where it has no number.
  static let customerIssued: Statement = "r.issued_names ->> 'customer'"

  /// The customer of record `r` or, where there is none, of a booking, whose user is `u`: as
  /// ``customer``, for lists of what may have no record.
  static let customerOfRecordOrBooking: Statement =
    "coalesce(\(customerIssued), \(customerToday))"

  /// One row for record `r`: the names as they are now. A test that is no more has its number.
  static let today: Statement = """
    select \(document(tests: "tested.list"))
    from users u
    \(pet(of: "r"))
    left join lateral (\(list(of: "r.test_ids"))) tested on true
    where u.id = r.user_id
    """

  /// The rows of a table of records, each with its `document` as ``today`` has it, as a query `named` of a
  /// statement. Each list of tests is looked up once, however many records have it.
  ///
  /// - Parameters:
  ///   - table: with a record's `id`, `booking_id`, `user_id` and `test_ids`.
  ///   - order: columns of the table, `r`. Rows that are written in the order of the indexes in which they
  ///     stand next go to the ends of these, and not all over them.
  static func allToday(of table: Statement, orderedBy order: Statement) -> Statement {
    """
    named as (
      select r.*, \(document(tests: "tested.list"))
      from \(table) r
      join users u on u.id = r.user_id
      \(pet(of: "r"))
      left join (
        select lists.test_ids, (\(list(of: "lists.test_ids"))) as list
        from (select distinct test_ids from \(table)) lists
      ) tested on tested.test_ids = r.test_ids
      order by \(order)
    )
    """
  }

  private static func document(tests: Statement) -> Statement {
    """
    jsonb_build_object(
      'customer', \(customerToday), 'pet', pet.name, 'tests', coalesce(\(tests), '[]')
    ) as document
    """
  }

  private static func pet(of record: Statement) -> Statement {
    """
    left join bookings b on b.id = \(record).booking_id
    left join pets pet on pet.id = b.pet_id
    """
  }

  private static func list(of tests: Statement) -> Statement {
    """
    select
      jsonb_agg(
        jsonb_build_object(
          'id', booked.id::integer,
          'name', coalesce(t.name, 'Test ' || booked.id),
          'category_id', category.id,
          'category', category.name
        )
        order by booked.place
      ) as list
    from jsonb_array_elements_text(\(tests)) with ordinality as booked (id, place)
    left join tests t on t.id = booked.id::integer
    left join categories category on category.id = t.category_id
    """
  }

  /// What a register calls the customer and the pet. Nothing else about a person leaves the database.
  static let customer: Statement = "named.document ->> 'customer'"
  static let pet: Statement = "named.document ->> 'pet'"

  /// The names of the tests in item order, joined by a comma.
  static let tests: Statement = """
    (
      select coalesce(string_agg(test.entry ->> 'name', ', ' order by test.place), '')
      from jsonb_array_elements(named.document -> 'tests') with ordinality as test (entry, place)
    )
    """

  /// The tests of `named` as rows, `booked (id, name, category_id, category)`.
  static let testRows: Statement = """
    jsonb_to_recordset(named.document -> 'tests')
      as booked (id integer, name text, category_id integer, category text)
    """
}

extension Connection {
  /// What a booking's record calls its customer; nil where there is no record.
  package func customerName(ofBooking id: BookingID) throws -> String? {
    try first(
      """
      select \(RecordNames.customer)
      from billing_records r
      \(RecordNames.named)
      where r.booking_id = \(id)
      """
    ) { try $0.string(0) }
  }

  /// What the records of these bookings call their tests.
  package func testNames(ofBookings ids: [BookingID]) throws -> [BookingID: [TestID: String]] {
    guard !ids.isEmpty else { return [:] }
    let rows = try query(
      """
      select r.booking_id, booked.id, booked.name
      from billing_records r
      \(RecordNames.named)
      cross join \(RecordNames.testRows)
      where r.booking_id = any(\(ids)::int[])
      """
    ) { row in
      (
        try row.decode(0, as: BookingID.self), try row.decode(1, as: TestID.self),
        try row.string(2)
      )
    }
    return rows.reduce(into: [:]) { names, row in names[row.0, default: [:]][row.1] = row.2 }
  }
}
