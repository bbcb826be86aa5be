internal import Billing
internal import LabSchema
internal import Postgres

extension LabJob {
  /// What a run would do about a booking now, by the same rules, in the transaction it is called in; nil
  /// where there is no such booking, or nothing is billed.
  func today(_ booking: BookingID) throws -> PlannedBooking? {
    guard let start = try context.startDate() else { return nil }
    let chunk = context.chunkJob(
      calendar: try context.calendar(),
      serviceDates: start...max(start, context.businessDate.addingDays(-1)))
    var plans: [(BookingFacts, BookingPlan)] = []
    try chunk.decide(.bookings([booking])) { plans.append(($0, $1)) }
    return try PlanReader(context).review(plans).first
  }
}
