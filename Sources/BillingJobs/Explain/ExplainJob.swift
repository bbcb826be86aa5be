package import Billing
package import LabSchema
internal import Postgres

/// Everything that can be said of a booking's amount: what its record kept, what today's data would
/// give, and what became of it.
package struct BookingExplanation: Sendable {
  package let bookingID: BookingID
  /// As the app wrote it; nil where it wrote none, or the booking is no more.
  package let status: String?
  package let record: BillingRecord?
  /// What the record's amount came from (R9).
  package let pricing: Explanation?
  /// What the record calls its customer; nil where there is none.
  package let customer: String?
  /// What the record calls its tests.
  package let testNames: [TestID: String]
  /// What a run would do about the booking now, by the same rules; nil where there is no booking.
  package let today: PlannedBooking?
  /// The findings that are open.
  package let findings: [BillingFinding]
  package let history: [RecordHistoryEntry]
  /// What was changed of tests, offers and distance prices that the record came from, where they say
  /// something else now than the record does.
  package let priceChanges: [PriceChange]
}

extension BookingExplanation {
  /// What debit notes added and credit notes took back.
  package var adjusted: PlanAmounts.Sum {
    sum(of: .debitNote) - sum(of: .creditNote)
  }

  package var paid: PlanAmounts.Sum { sum(of: .payment) }

  /// The record with its notes, minus what was paid; negative where too much was.
  package var outstanding: PlanAmounts.Sum {
    var final = PlanAmounts.Sum()
    if let record { final.add(record.amounts.final) }
    return final + adjusted - paid
  }

  private func sum(of kind: RecordHistoryEntry.Kind) -> PlanAmounts.Sum {
    var sum = PlanAmounts.Sum()
    for entry in history where entry.kind == kind { sum.add(entry.amount) }
    return sum
  }
}

/// Explains a booking's amount, on one snapshot; it writes nothing.
package struct ExplainJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  /// - Parameter subject: a booking's id, or the number of an invoice or of a note.
  /// - Returns: nil where there is neither such a booking nor such a document.
  package func explain(_ subject: String) throws -> BookingExplanation? {
    try context.check()
    return try connection.onSnapshot(.readOnly) {
      guard let booking = try context.booking(named: subject) else { return nil }
      let record = try connection.record(ofBooking: booking)
      let status = try connection.bookingStatus(booking)
      guard record != nil || status != nil else { return nil }
      let pricing = try record.map { record in
        try Explanation(json: Array(record.pricing.description.utf8))
      }
      let names = try connection.testNames(ofBookings: [booking])[booking] ?? [:]
      let today = try explainedToday(booking)
      let history = try connection.recordHistory(
        ofBooking: booking, timeZone: context.settings.timeZone)
      return BookingExplanation(
        bookingID: booking, status: status ?? nil, record: record, pricing: pricing,
        customer: try connection.customerName(ofBooking: booking),
        testNames: names,
        today: today?.planned, findings: try connection.openFindings(ofBooking: booking),
        history: history,
        priceChanges: try record.flatMap { record in
          try pricing.map { pricing in
            try PriceChangeReader(connection: connection, timeZone: context.settings.timeZone)
              .changes(
                from: pricing, to: today?.pricing,
                written: history.last { $0.kind == .drafted }?.happenedAt ?? record.createdAt,
                testNames: names)
          }
        } ?? [])
    }
  }
}

extension RunContext {
  /// The booking that somebody named: digits are its id, whatever else is the number of an invoice or
  /// of a note of it.
  ///
  /// - Returns: nil where there is no such document. Whether there is such a booking is not looked for.
  func booking(named subject: String) throws -> BookingID? {
    if let number = Int32(subject) { return BookingID(number) }
    return try connection.booking(ofDocument: subject)
  }

  /// The same, and it is there.
  ///
  /// - Throws: ``NoSuchBooking``.
  package func requireBooking(named subject: String) throws -> BookingID {
    guard let booking = try booking(named: subject),
      try connection.bookingStatus(booking) != nil
    else { throw NoSuchBooking(subject: subject) }
    return booking
  }
}

/// Somebody named a booking that is not there.
package struct NoSuchBooking: ReportedError, Sendable, CustomStringConvertible {
  let subject: String

  package init(subject: String) { self.subject = subject }

  package var exitStatus: ExitStatus { .badInput }
  package var message: String { "there is no booking, invoice or note \(subject)" }
  package var remedy: String {
    "name a booking's ID such as 42, or a document's number such as PL/25-26/0000001"
  }
  package var description: String { message }
}
