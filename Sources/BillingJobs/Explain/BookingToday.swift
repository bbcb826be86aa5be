internal import Billing
internal import LabSchema
internal import Postgres

extension LabJob {
  /// What a run would do about a booking now, by the same rules, in the transaction it is called in; nil
  /// where there is no such booking, or nothing is billed.
  func today(_ booking: BookingID) throws -> PlannedBooking? {
    try explainedToday(booking)?.planned
  }

  /// The same, with what its amount would come from where that is something else than its record says.
  func explainedToday(
    _ booking: BookingID
  ) throws -> (planned: PlannedBooking, pricing: Explanation?)? {
    guard let start = try context.startDate() else { return nil }
    let chunk = context.chunkJob(
      calendar: try context.calendar(),
      serviceDates: start...max(start, context.businessDate.addingDays(-1)))
    var plans: [(BookingFacts, BookingPlan)] = []
    try chunk.decide(.bookings([booking])) { plans.append(($0, $1)) }
    let pricing = plans.first?.1.change.newDraft.flatMap { try? Explanation(json: $0.pricing) }
    return try PlanReader(context).review(plans).first.map { (planned: $0, pricing: pricing) }
  }
}
