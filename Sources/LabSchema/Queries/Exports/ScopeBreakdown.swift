package import Billing
internal import Postgres

/// What a scope's records come to by test, by discount and by home visit, as their explanations (R9) have
/// it.
package struct ScopeBreakdown: Sendable {
  package var tests: [TestFigures] = []
  package var discounts = DiscountFigures()
  package var distances: [DistanceFigures] = []

  package init() {}
}

extension ExportReader {
  /// The breakdown of the scope and, of a month, of each of its days: one pass over the records serves all
  /// of them.
  package func breakdowns() throws -> [BillingScope: ScopeBreakdown] {
    let (tests, discounts, distances) = (
      try testSums(), try discountSums(), try distanceSums()
    )
    let (all, allParts) = (try tests.total(), try discounts.total())
    let order = try NameOrder(all.names + allParts.names, over: connection)
    var breakdowns = [
      scope: ScopeBreakdown(all, allParts, try distances.total(), order)
    ]
    guard case .period = scope else { return breakdowns }
    for date in scope.dates {
      breakdowns[.day(date)] = ScopeBreakdown(tests[date], discounts[date], distances[date], order)
    }
    return breakdowns
  }
}

extension ScopeBreakdown {
  fileprivate init(
    _ tests: TestSums, _ discounts: DiscountSums, _ distances: DistanceSums, _ order: NameOrder
  ) {
    self.tests = tests.figures(order)
    self.discounts = discounts.figures(order)
    self.distances = distances.figures
  }
}

/// Something that is added up over records.
protocol RecordSums {
  init()
  mutating func add(_ other: Self) throws
}

/// Sums of a scope's records by their billing dates.
struct SumsByDay<Sums: RecordSums> {
  private var days: [CalendarDate: Sums] = [:]

  subscript(date: CalendarDate) -> Sums {
    get { days[date] ?? Sums() }
    _modify { yield &days[date, default: Sums()] }
  }

  /// What all days come to.
  func total() throws -> Sums {
    var total = Sums()
    for (_, sums) in days.sorted(by: { $0.key < $1.key }) { try total.add(sums) }
    return total
  }
}

/// Parts of one record's explanation, over which its discount is shared out by their weights.
struct DiscountedParts<Part> {
  private var document: DocumentPlace?
  private var date = CalendarDate.distantPast
  private var discount = Money.zero
  private var parts: [Part] = []
  private var weights: [Money] = []
  private var shares: [Money] = []

  /// The first columns of a row, which ``add(_:weight:of:_:)`` reads, of record `r`.
  static var columns: Statement {
    "r.billing_date, \(DocumentPlace.columns), r.discount_amount"
  }

  /// Adds the part of a row, whose record's parts come one after the other.
  ///
  /// - Parameter end: called as ``end(_:)`` calls it, for the record before, where the row is of another.
  mutating func add(
    _ part: Part, weight: Money, of row: borrowing Row,
    _ end: (CalendarDate, DocumentPlace, Part, _ weight: Money, _ share: Money) throws -> Void
  ) throws {
    let document = try DocumentPlace(row, from: 1)
    if document.record != self.document?.record {
      try self.end(end)
      (self.document, date, discount) = (document, try row.decode(0), try row.decode(4))
    }
    parts.append(part)
    weights.append(weight)
  }

  /// Ends the record at hand: `body` is called for each of its parts, with its share.
  mutating func end(
    _ body: (CalendarDate, DocumentPlace, Part, _ weight: Money, _ share: Money) throws -> Void
  ) throws {
    guard let document else { return }
    discount.share(over: weights, into: &shares)
    for index in parts.indices {
      try body(date, document, parts[index], weights[index], shares[index])
    }
    parts.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
  }
}

/// Where a record's document stands among all of them: by its number, and after all numbers where it has
/// none. What was renamed is called as the last document says.
struct DocumentPlace: Comparable {
  var series: Int64
  var sequence: Int64
  var record: Int64

  /// Reads the series, the sequence and the record's id.
  init(_ row: borrowing Row, from column: Int) throws(PostgresError) {
    series = try row.optionalInt64(column) ?? .max
    sequence = try row.optionalInt64(column + 1) ?? .max
    record = try row.int64(column + 2)
  }

  static func < (left: DocumentPlace, right: DocumentPlace) -> Bool {
    (left.series, left.sequence, left.record) < (right.series, right.sequence, right.record)
  }

  /// Whether the document has a later number than another, or no number and the other has one.
  func isLater(than other: DocumentPlace) -> Bool {
    (series, sequence) > (other.series, other.sequence)
  }

  /// What ``init(_:from:)`` reads of record `r`.
  static let columns: Statement = "r.invoice_series_id, r.invoice_sequence, r.id"
}

/// The order in which the database has names: its collation's.
struct NameOrder {
  /// By the bytes of a name: strings that only look the same are different names.
  private var places: [[UInt8]: Int] = [:]

  init(_ names: some Sequence<String>, over connection: Connection) throws {
    try connection.forEach(
      """
      select name from unnest(\(Array(names))::text[]) as given (name) group by name order by name
      """
    ) { row in places[Array(try row.string(0).utf8)] = places.count }
  }

  /// Counted from the first; no name comes last.
  func place(of name: String?) -> Int {
    name.flatMap { places[Array($0.utf8)] } ?? .max
  }
}

extension ID {
  /// Where no id stands in the database's order: after all of them.
  static var last: ID { ID(.max) }
}
