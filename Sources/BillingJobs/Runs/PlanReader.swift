internal import Billing
internal import LabSchema
internal import Postgres

/// Turns the plans of a chunk into what a person reviews, with the reasons: for these few, the
/// stored explanation is read and compared with the new one.
struct PlanReader {
  private let connection: Connection
  private let reader: ChunkReader

  init(_ context: RunContext) {
    connection = context.connection
    reader = context.reader
  }

  func review(_ plans: [(BookingFacts, BookingPlan)]) throws -> [PlannedBooking] {
    let repriced = plans.filter { $0.1.change.newDraft != nil }
    let stored = try reader.pricing(of: repriced.map { $0.1.bookingID })
    let comparisons = Dictionary(
      uniqueKeysWithValues: repriced.compactMap { _, plan in
        plan.change.newDraft.map { draft in
          (plan.bookingID, Explanations(old: stored[plan.bookingID], new: draft.pricing))
        }
      })
    let today = try testNames(comparisons.values)
    let recorded = try connection.testNames(ofBookings: comparisons.keys.sorted())
    return plans.map { booking, plan in
      let names = recorded[plan.bookingID].map { today.merging($0) { _, said in said } } ?? today
      return PlannedBooking(
        plan, serviceDate: booking.serviceDate,
        reasons: comparisons[plan.bookingID]?.reasons(testNames: names) ?? [])
    }
  }

  private func testNames(_ explanations: some Sequence<Explanations>) throws -> [TestID: String] {
    try connection.testNames(Set(explanations.flatMap(\.tests)).sorted())
  }
}

/// What a booking is billed for, and what it would be; nil where a document cannot be read, such as
/// one that a later version of the program wrote.
private struct Explanations {
  let old: Explanation?
  let new: Explanation?

  init(old: JSONText?, new: [UInt8]) {
    self.old = old.flatMap { try? Explanation(json: Array($0.description.utf8)) }
    self.new = try? Explanation(json: new)
  }

  var tests: [TestID] {
    [old, new].compactMap(\.self).flatMap { $0.lines.compactMap(\.testID) }
  }

  func reasons(testNames: [TestID: String]) -> [ChangeReason] {
    guard let old, let new else {
      return [ChangeReason(.explanation, "its stored explanation is of another version")]
    }
    return PricingComparison(from: old, to: new, testNames: testNames).reasons
  }
}

extension RecordChange {
  /// What the record's booking would be stored as today, where that is another record.
  var newDraft: RecordDraft? {
    switch self {
    case .changed(let draft, _), .drifted(_, .repriced(let draft)): draft
    case .none, .new, .removed, .unchanged, .drifted: nil
    }
  }
}
