internal import Foundation
internal import LabSchema
internal import Postgres

/// Turns the plans of a chunk into what a person reviews, with the reasons: for these few, the
/// stored explanation is read and compared with the new one.
struct PlanReader {
  private let connection: Connection
  private let reader: ChunkReader

  init(_ connection: Connection, settings: BillingSettings) {
    self.connection = connection
    reader = ChunkReader(connection, dates: ServiceDateSQL(billingZone: settings.timeZone))
  }

  func review(_ plans: [(BookingFacts, BookingPlan)]) throws -> [PlannedBooking] {
    let repriced = plans.filter { $0.1.change.newDraft != nil }
    let stored = try reader.pricing(of: repriced.map { $0.1.bookingID })
    var comparisons: [BookingID: (old: PricingExplanation, new: PricingExplanation)] = [:]
    for (_, plan) in repriced {
      guard let draft = plan.change.newDraft, let old = stored[plan.bookingID] else { continue }
      comparisons[plan.bookingID] = (
        try PricingExplanation(json: Array(old.description.utf8)),
        try PricingExplanation(json: draft.pricing)
      )
    }
    let names = try testNames(comparisons.values.flatMap { [$0.old, $0.new] })
    return plans.map { booking, plan in
      let reasons = comparisons[plan.bookingID].map { old, new in
        PricingComparison(from: old, to: new, testNames: names).reasons
      }
      return PlannedBooking(plan, serviceDate: booking.serviceDate, reasons: reasons ?? [])
    }
  }

  private func testNames(_ explanations: [PricingExplanation]) throws -> [Int32: String] {
    let tests = Set(explanations.flatMap { $0.lines.compactMap(\.test) })
    let names = try connection.testNames(tests.sorted().map { TestID($0) })
    return Dictionary(uniqueKeysWithValues: names.map { ($0.key.rawValue, $0.value) })
  }
}

extension PricingExplanation {
  /// Reads `billing_records.pricing`.
  ///
  /// - Throws: `DecodingError` where the document is none of this version's.
  package init(json: [UInt8]) throws {
    self = try JSONDecoder().decode(PricingExplanation.self, from: Data(json))
  }
}

extension RecordChange {
  /// What the record's booking would be stored as today, where that is another record.
  var newDraft: RecordDraft? {
    switch self {
    case .update(let draft, _), .drift(_, .repriced(let draft)): draft
    case .none, .create, .remove, .keep, .drift: nil
    }
  }
}
