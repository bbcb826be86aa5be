package import Billing
package import Postgres

/// The highest numbers that the packages in a lab's folder of exports hold: what was given once and
/// left the lab. A database that stands behind one of them was put back to before it, and would give
/// the same numbers to others. No number is given without having looked (``LockedSeries``).
package struct ExportedNumbers: Sendable {
  /// The highest number of one kind in one package.
  package struct Highest: Sendable {
    /// The package's folder.
    package var package: String
    package var kind: NumberSeriesKind
    package var number: String
    package var bookingID: BookingID
    /// Whether a person has taken the package over: then what it says otherwise counts no more, but a
    /// number that was never given here still does.
    package var isAdopted: Bool

    package init(
      package: String, kind: NumberSeriesKind, number: String, bookingID: BookingID,
      isAdopted: Bool
    ) {
      self.package = package
      self.kind = kind
      self.number = number
      self.bookingID = bookingID
      self.isAdopted = isAdopted
    }
  }

  private let highest: [Highest]
  private let documents: @Sendable (String) throws -> [ExportedDocument]

  /// - Parameter documents: all that a package holds, read only to say which of it is missing here.
  package init(
    _ highest: [Highest], documents: @escaping @Sendable (String) throws -> [ExportedDocument]
  ) {
    self.highest = highest
    self.documents = documents
  }

  /// Of a folder in which nothing lies.
  package static let none = ExportedNumbers([]) { _ in [] }

  /// Holds them against the database.
  ///
  /// - Throws: ``NumberingError/behindExports(_:)`` where a number was exported that the database has
  ///   not given yet; ``NumberingError/exportedForAnother(package:number:exported:here:)`` where it
  ///   has, and to another booking.
  package func check(over connection: Connection) throws {
    guard !highest.isEmpty else { return }
    let standing = try SeriesStanding.read(connection)
    for exported in highest where standing.isAhead(exported.kind, exported.number) {
      throw NumberingError.behindExports(try behind(exported.package, standing))
    }
    let own = highest.filter { !$0.isAdopted }
    let claims = own.map {
      DocumentClaim(kind: $0.kind, number: $0.number, bookingID: $0.bookingID)
    }
    if let other = try connection.documentOfAnother(claims) {
      throw NumberingError.exportedForAnother(
        package: own[other.place].package, number: own[other.place].number,
        exported: own[other.place].bookingID, here: other.bookingID)
    }
  }

  private func behind(_ package: String, _ standing: SeriesStanding) throws -> BehindExports {
    let missing = try documents(package).filter { standing.isAhead($0.kind, $0.number) }
    // Of a package whose files are gone its manifest still has the highest.
    let own = highest.filter {
      $0.package == package && standing.isAhead($0.kind, $0.number)
    }
    return BehindExports(
      package: package,
      numbers: missing.isEmpty ? own.map(\.number) : missing.map(\.number),
      bookingIDs: missing.isEmpty ? own.map(\.bookingID) : missing.map(\.bookingID))
  }
}

/// How far each series has come in the database.
struct SeriesStanding {
  private let series: [(series: NumberSeries, format: InvoiceNumberFormat)]

  static func read(_ connection: Connection) throws -> SeriesStanding {
    let series = try connection.query(
      "select \(unescaped: NumberSeries.selectList) from billing_number_series",
      NumberSeries.init(row:))
    return SeriesStanding(
      series: series.compactMap { series in
        (try? InvoiceNumberFormat(series.numberFormat)).map { (series, $0) }
      })
  }

  /// Whether a number is one that its series has not come to, or that of no series at all.
  func isAhead(_ kind: NumberSeriesKind, _ number: String) -> Bool {
    guard let (series, sequence) = place(kind, number) else { return true }
    return sequence > series.lastSequence
  }

  /// The series that a number is of, and its place in it.
  func place(
    _ kind: NumberSeriesKind, _ number: String
  ) -> (series: NumberSeries, sequence: Int64)? {
    for (series, format) in series where series.kind == kind {
      if let sequence = format.sequence(of: number, fiscalYearLabel: series.fiscalYear) {
        return (series, sequence)
      }
    }
    return nil
  }
}

/// Numbers that a package holds and the database has not given.
package struct BehindExports: Hashable, Sendable {
  package var package: String
  /// In the order of the package.
  package var numbers: [String]
  package var bookingIDs: [BookingID]

  /// `PL/24-25/0000101 to PL/24-25/0000110 (bookings 101, 102 and 8 more)`.
  var documents: String {
    let named = bookingIDs.prefix(5).map(\.description)
    let more = bookingIDs.count - named.count
    let bookings =
      (bookingIDs.count == 1 ? "booking " : "bookings ") + named.joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
    let span = numbers.count > 1 ? "\(numbers[0]) to \(numbers[numbers.count - 1])" : numbers[0]
    return "\(span) (\(bookings))"
  }
}

/// That a document of this number is a booking's.
package struct DocumentClaim: Sendable {
  package var kind: NumberSeriesKind
  package var number: String
  package var bookingID: BookingID

  package init(kind: NumberSeriesKind, number: String, bookingID: BookingID) {
    self.kind = kind
    self.number = number
    self.bookingID = bookingID
  }

  /// The document of claim `given`, with its booking.
  static let document: Statement = """
    select r.booking_id
    from billing_records r
    where given.kind = \(word: NumberSeriesKind.invoice) and r.invoice_number = given.number
    union all
    select r.booking_id
    from billing_adjustments a
    join billing_records r on r.id = a.record_id
    where a.kind = given.kind and a.adjustment_number = given.number
    """
}

extension Connection {
  /// The first of these numbers that is another booking's here, by its place, with that booking; nil
  /// where none is.
  package func documentOfAnother(
    _ claims: [DocumentClaim]
  ) throws -> (place: Int, bookingID: BookingID)? {
    try first(
      """
      select given.place, document.booking_id
      from unnest(
        \(claims.map(\.kind))::text[], \(claims.map(\.number))::text[],
        \(claims.map(\.bookingID))::int[]
      ) with ordinality as given (kind, number, booking, place)
      join lateral (\(DocumentClaim.document)) document on document.booking_id <> given.booking
      order by given.place
      limit 1
      """
    ) { row in (place: try row.int(0) - 1, bookingID: try row.decode(1)) }
  }
}
