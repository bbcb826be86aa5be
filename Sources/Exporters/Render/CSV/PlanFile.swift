package import Billing
internal import Foundation
internal import LabSchema

/// A plan as a CSV file, a row a booking: for a person to filter in a spreadsheet before it is
/// carried out. The file appears when it is whole; one of its name is replaced then.
package final class PlanFile {
  private var writer: CSVWriter?
  private let path: String
  private let unfinished: String

  static let header =
    [
      "booking_id", "service_date", "action", "record_status", "held", "quarantined", "finalized",
    ]
    + ["stored", "planned"].flatMap { side in
      ["\(side)_billing_date"] + Amounts.Part.allCases.map { "\(side)_\($0.rawValue)" }
    } + ["reasons", "findings"]

  /// - Parameter settings: the form of the lab's CSV files; the folder is not used.
  /// - Throws: `ExportError` where the file cannot be written.
  package init(path: String, settings: ExportSettings) throws {
    self.path = path
    unfinished = TemporaryName.beside(path)
    do {
      writer = try CSVWriter(path: unfinished, format: settings.csvFormat, header: Self.header)
    } catch {
      throw ExportError(SystemFailure(action: error.action, path: path, code: error.code))
    }
  }

  deinit {
    if writer != nil { _ = unsafe unlink(unfinished) }
  }

  /// Writes a booking. `flags` are held, quarantined, finalized.
  package func write(
    booking: BookingID, serviceDate: CalendarDate?, action: String, status: RecordStatus?,
    flags: (held: Bool, quarantined: Bool, finalized: Bool), stored: PlannedAmounts?,
    planned: PlannedAmounts?,
    reasons: String, findings: String
  ) throws {
    do throws(SystemFailure) {
      writer?.plain(booking)
      writer?.plain(serviceDate)
      writer?.text(action)
      writer?.text(status?.rawValue)
      for flag in [flags.held, flags.quarantined, flags.finalized] {
        writer?.text(flag ? "yes" : "no")
      }
      for amounts in [stored, planned] {
        writer?.plain(amounts?.billingDate)
        for part in Amounts.Part.allCases { writer?.plain(amounts?.amounts[part]) }
      }
      writer?.text(reasons.isEmpty ? nil : reasons)
      writer?.text(findings.isEmpty ? nil : findings)
      try writer?.endRow()
    } catch {
      throw ExportError(error)
    }
  }

  /// Puts the file in its place.
  package func finish() throws {
    do throws(SystemFailure) {
      guard let writer = writer.take() else { return }
      try writer.finish()
      guard unsafe rename(unfinished, path) == 0 else { throw .last("write", path) }
    } catch {
      _ = unsafe unlink(unfinished)
      throw ExportError(error)
    }
  }
}
