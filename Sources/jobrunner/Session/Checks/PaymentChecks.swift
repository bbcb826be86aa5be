internal import Billing
internal import BillingJobs
internal import LabSchema

extension PreflightCheck {
  /// Payments that were imported before a reference had one form may be one payment twice.
  static let payments = PreflightCheck(
    "payments",
    .lab { context in
      let twins = try context.connection.paymentTwins()
      guard let first = twins.first else { return .ok }
      let numbers = first.payments.map(String.init).joined(separator: " and ")
      let more = twins.count > 1 ? "; and \(twins.count - 1) more references" : ""
      return .warn(
        Failure(
          .needsPerson,
          "payments \(numbers) have one reference in two spellings: \(first.reference)\(more)",
          "look them up at the gateway: what came in once is owed by the customer once more"))
    })
}
