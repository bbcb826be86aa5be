internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show why a booking costs what it does.",
    discussion: """
      The calculation from what the record kept, each line with its rule; whether today's data would \
      give the same, and why not; and which runs wrote, finalized, numbered and settled it.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: "A booking's ID, or the number of an invoice, credit or debit note.")
  var subject: String

  func run() throws {
    let session = try LabSession(options, command: "explain", readOnly: true)
    let job = ExplainJob(try session.runContext())
    guard let explanation = try job.explain(subject) else {
      throw RequestError(
        exitStatus: .badInput, message: "there is no booking, invoice or note \(subject)",
        remedy: "name a booking's ID such as 42, or a document's number such as PL/25-26/0000001")
    }
    try session.show(ExplanationReport(explanation: explanation, currency: session.currency))
  }
}
