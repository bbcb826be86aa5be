internal import ArgumentParser
internal import BillingJobs
internal import Foundation
internal import LabSchema

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show why a booking costs what it does, from what its record kept.")

  @OptionGroup var options: GlobalOptions

  @Argument(help: "A booking's ID, or an invoice number.")
  var subject: String

  func run() throws {
    let session = try LabSession(options, command: "explain", readOnly: true)
    let booking = Int32(subject).map { BookingID($0) }
    let record: BillingRecord? =
      if let booking {
        try session.connection.record(ofBooking: booking)
      } else {
        try session.connection.record(invoiceNumber: subject)
      }
    guard let record else { return try explainMissing(booking, session) }
    let pricing = try JSONDecoder().decode(
      PricingExplanation.self, from: Data("\(record.pricing)".utf8))
    if options.json {
      try printJSON(pricing, to: session.console)
      return
    }
    let names = try session.connection.testNames(record.testIDs.ids)
    let findings = try session.connection.openFindings(ofBooking: record.bookingID)
    for line in ExplanationText(record, pricing, testNames: names, findings: findings).lines {
      session.console.result(line)
    }
  }

  /// A booking without a record: its status or its findings say why.
  private func explainMissing(_ booking: BookingID?, _ session: LabSession) throws {
    guard let booking, let status = try session.connection.bookingStatus(booking) else {
      throw RequestError(
        exitCode: 65, message: "there is no booking or invoice \(subject)",
        remedy: "name a booking's ID such as 42, or an invoice number such as PL/25-26/0000001")
    }
    session.console.result(
      "booking \(booking) has no billing record; its status is \(status ?? "not set")")
    for finding in try session.connection.openFindings(ofBooking: booking) {
      session.console.result("\(finding.severity)  \(finding.kind): \(finding.detail)")
      session.console.result("  \(finding.kind.remedy)")
    }
  }
}
