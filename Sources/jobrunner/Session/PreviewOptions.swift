internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

/// What a command shows of a change before it is made: what months would come to with it.
struct PreviewOptions: ParsableArguments {
  @Option(
    name: .customLong("preview"),
    defaultAsFlag: PreviewScope.openMonths,
    help: ArgumentHelp(
      "Price a month such as 2025-01, or all that are open, with the change and without it, and show the "
        + "difference. Alone it stands last.", valueName: "month"))
  var scope: PreviewScope?

  /// - Throws: `ValidationError` where no amount depends on the table.
  func check(_ table: Table) throws {
    if scope != nil, !PreviewJob.tables.contains(table) {
      throw ValidationError("--preview: no amount depends on \(table.name)")
    }
  }
}

/// The months that a preview prices.
enum PreviewScope: Equatable {
  /// The open ones, as far as their days have passed.
  case openMonths
  case month(BillingPeriod)
  /// Those from a date on, closed or not.
  case since(CalendarDate)
}

extension PreviewScope: ExpressibleByArgument {
  init?(argument: String) {
    guard let period = BillingPeriod(argument) else { return nil }
    self = .month(period)
  }

  /// What stands in the help for the scope of `--preview` alone.
  var defaultValueDescription: String { "all open months" }
}

extension LabSession {
  /// What months would come to with a change; it is taken back.
  ///
  /// - Parameter change: makes it over the session's connection.
  func preview(_ scope: PreviewScope, _ change: () throws -> Void) throws -> PreviewReport {
    let job = PreviewJob(try runContext())
    let periods =
      switch scope {
      case .openMonths: try job.openPeriods()
      case .month(let period): [period]
      case .since(let date): try job.periods(from: date)
      }
    return PreviewReport(
      preview: try job.preview(periods) { _ in try change() }, currency: currency)
  }
}
