import Billing
import Exporters
import LabSchema
import Postgres
import TestLab
import Testing

/// What a package is made of is summed up in its stamp: no table may be left out.
@Suite("The stamp of a package")
struct PackageStampTests {
  /// Read by an export and not by the stamp: who the lab is, and whether its packages may be written over,
  /// which no row of a package shows.
  private static let elsewhere: Set<String> = [
    "billing_lab", "billing_period_seals", "billing_export_adoptions",
  ]

  @Test("every table that the making of a package reads is read by its stamp")
  func tables() throws {
    let lab = try ExportLab()
    let exporter = PackageExporter(settings: lab.settings())
    let read = try tables(lab.connection) {
      _ = try exporter.stage(scope: .period(ExportLab.period), over: lab.connection)
    }
    let stamped = try tables(lab.connection) {
      _ = try exporter.stamp(of: ExportLab.period, over: lab.connection)
    }
    #expect(read.contains("bookings"))
    #expect(read.subtracting(stamped).subtracting(Self.elsewhere) == [])
  }

  /// The tables that a transaction has read: the server keeps a lock on each until it ends.
  private func tables(
    _ connection: Connection, _ body: () throws -> Void
  ) throws -> Set<String> {
    try connection.transaction {
      try body()
      return Set(
        try connection.query(
          """
          select c.relname
          from pg_locks l
          join pg_class c on c.oid = l.relation
          where l.pid = pg_backend_pid() and c.relkind = 'r'
            and c.relnamespace = to_regnamespace(current_schema())
          """
        ) { try $0.string(0) })
    }
  }
}
