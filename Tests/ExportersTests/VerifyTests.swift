import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("Verifying a package")
struct VerifyTests {
  private let forger: ForgedPackage
  private var lab: ExportLab { forger.lab }
  private var package: ExportedPackage { forger.package }
  private var folder: String { forger.folder }

  init() throws {
    forger = try ForgedPackage()
  }

  private func problems(_ path: String? = nil, seal: String? = nil) throws -> [PackageProblem] {
    try forger.problems(path, seal: seal)
  }

  @Test("a package that was just written is sound, with its days, alone and with others")
  func sound() throws {
    for path in [folder, folder + "/", lab.folder.path("exports")] {
      let report = try PackageVerifier(path: path).verify(seal: nil)
      #expect(report.problems.isEmpty)
      #expect(report.packages.count == 31)
    }
  }

  @Test("one flipped bit in any file is found, and the file is named")
  func flipped() throws {
    for name in package.files.map(\.name) + ["manifest.json"] {
      let whole = try forger.bytes(name)
      for place in [0, whole.count / 2, whole.count - 1] {
        var flipped = whole
        flipped[place] ^= 1
        try forger.write(flipped, to: name)
        // What the manifest says of a day is held against that day.
        let isManifest = name == "manifest.json"
        #expect(
          try problems().contains {
            isManifest ? $0.path.hasPrefix(folder + "/") : $0.path == folder + "/" + name
          }, "\(name), \(place)")
      }
      try forger.write(whole, to: name)
    }
    #expect(try problems().isEmpty)
  }

  @Test("a missing file is named, the manifest too")
  func missing() throws {
    for name in package.files.map(\.name) + ["manifest.json"] {
      let whole = try forger.bytes(name)
      try FileManager.default.removeItem(atPath: folder + "/" + name)
      #expect(
        try problems().contains(PackageProblem(.missing, folder + "/" + name, "it is missing")))
      try forger.write(whole, to: name)
    }
  }

  @Test("files that changed places are named, with what they hold")
  func swapped() throws {
    let (one, other) = (
      try forger.bytes("invoices-2025-01.csv"), try forger.bytes("exceptions-2025-01.csv")
    )
    try forger.write(other, to: "invoices-2025-01.csv")
    try forger.write(one, to: "exceptions-2025-01.csv")
    let swapped = try problems().filter { $0.kind == .swapped }.map(\.description)
    #expect(
      swapped == [
        "\(folder)/invoices-2025-01.csv: it holds what exceptions-2025-01.csv should hold",
        "\(folder)/exceptions-2025-01.csv: it holds what invoices-2025-01.csv should hold",
      ])
  }

  @Test("another month's package under this month's name is found")
  func otherMonth() throws {
    let december = try lab.export(.period(BillingPeriod("2024-12")!))
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.moveItem(atPath: december.folder, toPath: folder)
    let found = try problems()
    #expect(found.first?.problem == "it is the package of 2024-12")
    #expect(found.contains { $0.problem == "it is the package of 2024-12-20" })
  }

  @Test("another month's day under this month's is found")
  func otherMonthsDay() throws {
    let other = try lab.export(.day(CalendarDate("2024-12-02")!))
    try FileManager.default.removeItem(atPath: folder + "/02")
    try FileManager.default.moveItem(atPath: other.folder, toPath: folder + "/02")
    #expect(try problems().first?.problem == "it is the package of 2024-12-02")
  }

  @Test("a month that follows another is held against it; a changed one breaks the chain")
  func chain() throws {
    let december = try lab.export(.period(BillingPeriod("2024-12")!))
    let link = SealLink(period: BillingPeriod("2024-12")!, seal: december.manifestDigest)
    let january = try PackageExporter(settings: lab.settings()).write(
      scope: .period(ExportLab.period), over: lab.connection, sealing: .sealing(after: link))
    #expect(january.changed)
    #expect(try problems(lab.folder.path("exports")).isEmpty)
    #expect(try problems(seal: january.manifestDigest).isEmpty)

    let manifest = december.folder + "/manifest.json"
    try lab.connection.execute(
      """
      insert into bookings (user_id, booking_date, status)
      values (1, '2024-12-24 10:00+05:30', 'cancelled')
      """)
    let changed = try lab.export(.period(BillingPeriod("2024-12")!))
    #expect(changed.manifestDigest != december.manifestDigest)
    let found = try problems(lab.folder.path("exports"))
    #expect(found.map(\.kind) == [.chain])
    #expect(found.map(\.path) == [manifest])

    try FileManager.default.removeItem(atPath: december.folder)
    let report = try PackageVerifier(path: folder).verify(seal: nil)
    #expect(report.problems.isEmpty)
    #expect(report.notes.count == 1)
    #expect(
      try problems(lab.folder.path("exports")) == [
        PackageProblem(
          .chain, folder + "/manifest.json",
          "it follows 2024-12, which is missing here; where that lies elsewhere, verify this one by "
            + "itself")
      ])
  }

  @Test("a seal that is not the manifest's digest is found")
  func wrongSeal() throws {
    #expect(try problems(seal: package.manifestDigest).isEmpty)
    #expect(try problems(seal: String(repeating: "0", count: 64)).map(\.kind) == [.chain])
  }

  @Test("no package is no sound one")
  func nothing() throws {
    let path = lab.folder.path("empty")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    #expect(throws: ExportError.noPackage(path: path)) { try problems(path) }
    for path in [lab.folder.path("nowhere"), folder + "/manifest.json"] {
      #expect(throws: ExportError.noPackage(path: path)) { try problems(path) }
    }
  }

  @Test("CSV files with CRLF and a byte order mark are read the same")
  func otherForm() throws {
    var settings = lab.settings("windows")
    settings.lineEnding = .crlf
    settings.byteOrderMark = true
    let package = try PackageExporter(settings: settings)
      .write(scope: .period(ExportLab.period), over: lab.connection)
    #expect(try problems(package.folder).isEmpty)
  }
}
