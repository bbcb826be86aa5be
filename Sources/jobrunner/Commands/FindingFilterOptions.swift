internal import ArgumentParser
internal import Billing
internal import LabSchema

extension FindingKind: ExpressibleByArgument {}
extension FindingSeverity: ExpressibleByArgument {}

/// Which findings are meant: those that all of the options hold for.
struct FindingFilterOptions: ParsableArguments {
  @Option(help: "Only those of a month, such as 2025-01.")
  var period: BillingPeriod?

  @Option(help: "Only those of a kind, such as zero_amount.")
  var kind: FindingKind?

  @Option(help: "Only those of a severity.")
  var severity: FindingSeverity?

  @Option(help: "Only those of a booking.")
  var booking: Int32?

  @Option(
    help: "Only those of a customer: an ID, a phone number or e-mail address, or a part of a name.")
  var customer: String?

  func validate() throws {
    if let customer, customer.allSatisfy(\.isWhitespace) {
      throw ValidationError("--customer takes an ID, a phone number, an e-mail address or a name")
    }
  }

  var isEmpty: Bool {
    period == nil && kind == nil && severity == nil && booking == nil && customer == nil
  }

  func filter(_ reach: FindingFilter.Reach, decidable: FindingState? = nil) -> FindingFilter {
    FindingFilter(
      reach, period: period, kind: kind, severity: severity, booking: booking.map { BookingID($0) },
      customer: customer, decidable: decidable)
  }
}
