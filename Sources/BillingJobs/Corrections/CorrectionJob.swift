package import Billing
package import LabSchema
internal import Postgres

/// What belongs to a booking and can be mended with it.
package enum BookingPart: String, CaseIterable, Sendable {
  case item, redemption

  package var table: Table {
    switch self {
    case .item: .bookingItems
    case .redemption: .couponRedemptions
    }
  }
}

/// One row of a booking that is to be given other values: the booking itself, or a part of it.
package struct RowCorrection {
  let writer: RowWriter
  /// nil for the booking itself.
  let part: BookingPart?
  let id: Int64
  let values: RowValues

  /// - Parameter writer: of the part's table, or of bookings.
  package init(_ writer: RowWriter, _ part: BookingPart?, id: Int64, _ values: RowValues) {
    self.writer = writer
    self.part = part
    self.id = id
    self.values = values
  }
}

/// A booking that was mended, and what a run would make of it now.
package struct BookingCorrection: Sendable {
  package let bookingID: BookingID
  /// What was changed, a table after the other; rows that had their values already are in none of them.
  package let changes: [RowChanges]
  /// nil where the booking is no more, or nothing is billed.
  package let today: PlannedBooking?
}

extension BookingCorrection: Equatable {
  /// Whether the same was written, and comes to the same.
  package static func == (left: BookingCorrection, right: BookingCorrection) -> Bool {
    left.bookingID == right.bookingID && left.changes == right.changes
      && left.today?.action == right.today?.action && left.today?.stored == right.today?.stored
      && left.today?.planned == right.today?.planned
      && left.today?.findings.map(\.finding) == right.today?.findings.map(\.finding)
  }
}

/// Mends a booking past the app. It works in the transaction that it is called in, which should be on one
/// moment of the lab (`IsolationLevel.labSnapshot`); no record is written: a run does that.
package struct CorrectionJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  /// - Throws: `DataError` with everything that is wrong with the values, of all rows at once.
  package func correct(
    _ booking: BookingID, _ corrections: [RowCorrection]
  ) throws -> BookingCorrection {
    var faults = try strangers(to: booking, corrections)
    var changes: [RowChanges] = []
    for correction in corrections {
      do {
        changes.append(try correction.writer.update([correction.id], correction.values))
      } catch DataError.faults(_, let more) {
        faults += more
      }
    }
    guard faults.isEmpty else { throw DataError.faults(of: Table.bookings.name, faults) }
    return BookingCorrection(
      bookingID: booking, changes: changes.filter { $0.count > 0 }, today: try today(booking))
  }

  /// Rows that are to be mended and belong to another booking, or are not there.
  private func strangers(
    to booking: BookingID, _ corrections: [RowCorrection]
  ) throws -> [String] {
    try BookingPart.allCases.flatMap { part -> [String] in
      let named = corrections.filter { $0.part == part }.map(\.id)
      guard !named.isEmpty else { return [] }
      let own = try connection.ids(of: part.table, ofBooking: booking)
      return named.filter { !own.contains($0) }
        .map { "booking \(booking) has no \(part.rawValue) \($0)" }
    }
  }
}
