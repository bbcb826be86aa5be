package import Billing
internal import Postgres

/// What one test brought in: its lines, and its share of their discounts.
package struct TestFigures: Sendable {
  /// nil where the test has no category.
  package var categoryID: CategoryID?
  package var category: String?
  /// nil where the line's test was deleted or never named.
  package var name: String?
  package var bookings: Int
  package var quantity: Int
  package var base: Money
  package var discount: Money
}

extension ExportReader {
  /// The lines of the scope's records by category and test, each by its id: two of one name stay two,
  /// and one that was renamed is one, called as the last of its documents says. Each record's discount
  /// is shared out over its lines in proportion to their amounts.
  func testSums() throws -> SumsByDay<TestSums> {
    typealias Key = PricedLine.CodingKeys
    func line(_ key: Key) -> Statement { ExplanationSQL.text("line", key) }
    var days = SumsByDay<TestSums>()
    var record = DiscountedParts<TestSums.Line>()
    func add(
      _ date: CalendarDate, _ document: DocumentPlace, _ line: TestSums.Line, _ amount: Money,
      _ discount: Money
    ) throws {
      try days[date].add(line, amount: amount, discount: discount, of: document)
    }
    try connection.forEach(
      """
      select \(DiscountedParts<TestSums.Line>.columns), \(line(.testID)), \(line(.amount)),
        \(line(.quantity)), booked.category_id, booked.category, booked.name
      from billing_records r
      \(RecordNames.named)
      cross join lateral \(ExplanationSQL("r.pricing").elements(.lines, as: "line"))
      left join \(RecordNames.testRows) on booked.id = \(line(.testID))::integer
      where \(scope.holdsRecord())
      order by r.billing_date, r.id, line.place
      """
    ) { row in
      try record.add(
        TestSums.Line(
          key: TestSums.Key(
            categoryID: try row.decodeOptional(8), testID: try row.decodeOptional(5)),
          quantity: try row.int(7), category: try row.optionalString(9),
          test: try row.optionalString(10)),
        weight: row.decode(6), of: row, add)
    }
    try record.end(add)
    return days
  }
}

/// What lines come to by category and test.
struct TestSums: RecordSums {
  struct Key: Hashable {
    var categoryID: CategoryID?
    var testID: TestID?
  }

  /// A line of a record, but for its amount.
  struct Line {
    var key: Key
    var quantity: Int
    var category: String?
    var test: String?
  }

  /// Of one test.
  private struct Sum {
    /// The last document, and what it calls test and category.
    var document: DocumentPlace
    var category: String?
    var test: String?
    /// The record that was last counted: one with two lines of the test counts once.
    var record: Int64
    var bookings = 1
    var quantity = 0
    var base = Money.zero
    var discount = Money.zero

    init(_ document: DocumentPlace, category: String?, test: String?) {
      self.document = document
      self.category = category
      self.test = test
      record = document.record
    }

    mutating func call(_ category: String?, _ test: String?, by document: DocumentPlace) {
      guard self.document < document else { return }
      (self.document, self.category, self.test) = (document, category, test)
    }

    mutating func add(quantity: Int, base: Money, discount: Money) throws(MoneyOverflow) {
      self.quantity += quantity
      self.base = try self.base + base
      self.discount = try self.discount + discount
    }
  }

  private var sums: [Key: Sum] = [:]

  var names: [String] { sums.values.flatMap { [$0.category, $0.test].compactMap(\.self) } }

  /// Adds a line; those of one record come one after the other.
  fileprivate mutating func add(
    _ line: Line, amount: Money, discount: Money, of document: DocumentPlace
  ) throws(MoneyOverflow) {
    var sum = sums[line.key] ?? Sum(document, category: line.category, test: line.test)
    if sum.record != document.record {
      sum.record = document.record
      sum.bookings += 1
      sum.call(line.category, line.test, by: document)
    }
    try sum.add(quantity: line.quantity, base: amount, discount: discount)
    sums[line.key] = sum
  }

  /// Adds what other records come to.
  mutating func add(_ other: TestSums) throws(MoneyOverflow) {
    for (key, more) in other.sums {
      guard var sum = sums[key] else {
        sums[key] = more
        continue
      }
      sum.bookings += more.bookings
      sum.call(more.category, more.test, by: more.document)
      try sum.add(quantity: more.quantity, base: more.base, discount: more.discount)
      sums[key] = sum
    }
  }

  /// By category and test. A category is called as the last document of its tests says.
  func figures(_ order: NameOrder) -> [TestFigures] {
    var categories: [CategoryID?: (key: Key, sum: Sum)] = [:]
    for (key, sum) in sums {
      guard let last = categories[key.categoryID] else {
        categories[key.categoryID] = (key, sum)
        continue
      }
      let isFirst = (key.testID ?? .last) < (last.key.testID ?? .last)
      if sum.document.isLater(than: last.sum.document)
        || !last.sum.document.isLater(than: sum.document) && isFirst
      {
        categories[key.categoryID] = (key, sum)
      }
    }
    return sums.map { key, sum in
      let category = categories[key.categoryID]?.sum.category
      return (
        place: (
          order.place(of: category), key.categoryID ?? .last, order.place(of: sum.test),
          key.testID ?? .last
        ),
        figures: TestFigures(
          categoryID: key.categoryID, category: category, name: sum.test, bookings: sum.bookings,
          quantity: sum.quantity, base: sum.base, discount: sum.discount)
      )
    }
    .sorted { $0.place < $1.place }.map(\.figures)
  }
}
