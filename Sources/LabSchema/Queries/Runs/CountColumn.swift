internal import Billing
internal import Postgres

/// A column in which a run, or one chunk of it, has something that it counts.
struct CountColumn: Sendable {
  let name: String
  let count: @Sendable (RunCounts) -> Int

  init(_ name: String, _ count: @escaping @Sendable (RunCounts) -> Int) {
    self.name = name
    self.count = count
  }

  static let ofChunks = [
    CountColumn("bookings_read") { $0.bookingsRead },
    CountColumn("records_created") { $0.recordsNew },
    CountColumn("records_updated") { $0.recordsChanged },
    CountColumn("records_removed") { $0.recordsRemoved },
    CountColumn("records_unchanged") { $0.recordsUnchanged },
    CountColumn("records_held") { $0.recordsHeld },
    CountColumn("bookings_quarantined") { $0.bookingsQuarantined },
    CountColumn("records_drifted") { $0.recordsDrifted },
    CountColumn("records_finalized") { $0.recordsFinalized },
  ]

  /// Numbers are given when the chunks are done.
  static let ofRuns = ofChunks + [CountColumn("records_invoiced") { $0.recordsInvoiced }]
}

extension [CountColumn] {
  /// One expression for each column, in their order.
  func list(_ expression: (CountColumn) -> Statement) -> Statement { .list(map(expression)) }
}
