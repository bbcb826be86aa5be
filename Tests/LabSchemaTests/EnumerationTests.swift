import LabSchema
import Postgres
import TestLab
import Testing

/// A column whose CHECK lists the values of an enumeration.
struct EnumeratedColumn: Sendable {
  let table: String
  let column: String
  let values: [String]

  init<Value: StoredEnumeration>(_ table: Table, _ column: String, _ type: Value.Type) {
    self.table = table.name
    self.column = column
    self.values = Value.allCases.map(\.rawValue)
  }

  var check: String { "\(table)_\(column)_check" }

  static let all = [
    EnumeratedColumn(Staff.table, "role", StaffRole.self),
    EnumeratedColumn(BookingItem.table, "status", BookingItemStatus.self),
    EnumeratedColumn(TestReport.table, "status", TestReportStatus.self),
    EnumeratedColumn(Offer.table, "discount_type", DiscountType.self),
    EnumeratedColumn(BillingRecord.table, "status", RecordStatus.self),
    EnumeratedColumn(BillingRun.table, "state", RunState.self),
    EnumeratedColumn(PeriodClosing.table, "state", PeriodState.self),
    EnumeratedColumn(BillingFinding.table, "kind", FindingKind.self),
    EnumeratedColumn(BillingFinding.table, "severity", FindingSeverity.self),
    EnumeratedColumn(BillingRecordEvent.table, "event", RecordEventKind.self),
    EnumeratedColumn(NumberSeries.table, "kind", NumberSeriesKind.self),
    EnumeratedColumn(BillingAdjustment.table, "kind", AdjustmentKind.self),
    EnumeratedColumn(AppliedMigration.table, "phase", MigrationPhase.self),
  ]
}

@Suite("Enumerations")
struct EnumerationTests {
  @Test("each CHECK lists the cases of its enumeration")
  func values() throws {
    let connection = try TestDatabase.make().connect()
    for column in EnumeratedColumn.all {
      let definition = try connection.first(
        """
        select pg_get_constraintdef(oid) from pg_constraint
        where conrelid = \(column.table)::regclass and conname = \(column.check)
        """
      ) { row in try row.string(0) }
      let quoted = try #require(definition, "\(column.check)")
        .split(separator: "'", omittingEmptySubsequences: false)
      let listed = stride(from: 1, to: quoted.count, by: 2).map { String(quoted[$0]) }
      #expect(Set(listed) == Set(column.values), "\(column.check)")
    }
  }

  @Test("any other word is refused")
  func refusal() throws {
    let lab = try SampleLab()
    // A note and a series that was begun refuse every change, before any CHECK is asked.
    let protected = ["billing_adjustments", "billing_number_series"]
    for column in EnumeratedColumn.all where !protected.contains(column.table) {
      lab.expectRefusal(
        ServerError.checkViolation, by: column.check,
        "update \(unescaped: column.table) set \(unescaped: column.column) = 'other'")
    }
  }
}
