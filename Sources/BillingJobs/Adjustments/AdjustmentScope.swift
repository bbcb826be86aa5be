package import Billing
internal import LabSchema

/// Which finalized records an adjustment looks at.
package enum AdjustmentScope: Equatable, Sendable {
  /// Those that are posted into a month.
  case period(BillingPeriod)
  /// That of one booking.
  case booking(BookingID)
}

extension AdjustmentScope: CustomStringConvertible {
  package var description: String {
    switch self {
    case .period(let period): "\(period)"
    case .booking(let id): "booking \(id)"
    }
  }
}

extension AdjustJob {
  /// What somebody named: a month, else what ``ExplainJob`` would explain.
  ///
  /// - Throws: ``AdjustmentScopeError`` where there is no such thing, or nothing of it is finalized.
  package func scope(_ subject: String) throws -> AdjustmentScope {
    if let period = BillingPeriod(subject) { return .period(period) }
    guard let booking = try context.booking(named: subject) else {
      throw AdjustmentScopeError.unknown(subject)
    }
    guard let record = try connection.record(ofBooking: booking) else {
      throw try connection.bookingStatus(booking) == nil
        ? AdjustmentScopeError.unknown(subject) : .noRecord(booking)
    }
    guard record.status != .draft else {
      throw AdjustmentScopeError.draft(booking, record.billingPeriod)
    }
    return .booking(booking)
  }

  /// The bookings of a scope, in the order of their invoices.
  func bookings(of scope: AdjustmentScope) throws -> [BookingID] {
    switch scope {
    case .period(let period): try connection.finalizedBookings(of: period)
    case .booking(let id): [id]
    }
  }
}

/// Why no note can be made of what somebody named.
package enum AdjustmentScopeError: ReportedError, Sendable, CustomStringConvertible {
  case unknown(String)
  case noRecord(BookingID)
  case draft(BookingID, BillingPeriod)

  package var exitStatus: ExitStatus { .badInput }

  package var message: String {
    switch self {
    case .unknown(let subject): "there is no booking, invoice or note \(subject)"
    case .noRecord(let booking): "booking \(booking) has no record, so there is nothing to adjust"
    case .draft(let booking, _): "the record of booking \(booking) is a draft, and needs no note"
    }
  }

  package var remedy: String {
    switch self {
    case .unknown:
      "name a month such as 2025-01, a booking's ID such as 42, or a document's number such as "
        + "PL/25-26/0000001"
    case .noRecord(let booking): "see why with: jobrunner explain \(booking)"
    case .draft(_, let period):
      "the next night bills it anew, or at once: jobrunner rerun \(period)"
    }
  }

  package var description: String { message }
}
