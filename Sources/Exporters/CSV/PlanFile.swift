internal import Foundation
package import LabSchema

/// A plan as a CSV file, a row a booking: for a person to filter in a spreadsheet before it is
/// carried out. The file appears when it is whole; one of its name is replaced then.
package final class PlanFile {
  private var writer: CSVWriter?
  private let path: String
  private let unfinished: String

  static let header = [
    "booking_id", "service_date", "action", "record_status", "held", "quarantined", "finalized",
    "stored_billing_date", "stored_base", "stored_discount", "stored_distance", "stored_final",
    "planned_billing_date", "planned_base", "planned_discount", "planned_distance",
    "planned_final", "reasons", "findings",
  ]

  /// One side of a row: a record's amounts, stored or planned.
  package struct Amounts {
    package var billingDate: CalendarDate
    package var base: Money
    package var discount: Money
    package var distance: Money
    package var final: Money

    package init(
      billingDate: CalendarDate, base: Money, discount: Money, distance: Money, final: Money
    ) {
      self.billingDate = billingDate
      self.base = base
      self.discount = discount
      self.distance = distance
      self.final = final
    }
  }

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
    flags: (held: Bool, quarantined: Bool, finalized: Bool), stored: Amounts?, planned: Amounts?,
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
        writer?.plain(amounts?.base)
        writer?.plain(amounts?.discount)
        writer?.plain(amounts?.distance)
        writer?.plain(amounts?.final)
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
