internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("Verifying a package")
struct VerifyTests {
  private let lab: ExportLab
  private let package: ExportedPackage

  init() throws {
    lab = try ExportLab()
    package = try lab.export()
  }

  private var folder: String { package.folder }

  private func problems(_ path: String? = nil, seal: String? = nil) throws -> [PackageProblem] {
    try PackageVerifier(path: path ?? folder).verify(seal: seal).problems
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try lab.folder.bytes("exports/2025-01/" + name)
  }

  private func write(_ bytes: [UInt8], to name: String) throws {
    try lab.folder.write(bytes, to: "exports/2025-01/" + name)
  }

  /// Changes the manifest as somebody would who knows how it is made.
  private func forge(_ change: (inout Manifest) -> Void) throws {
    var manifest = try JSONDecoder.manifest.decode(
      Manifest.self, from: Data(try bytes("manifest.json")))
    change(&manifest)
    try write(try manifest.json, to: "manifest.json")
  }

  /// Changes a file, and makes the manifest say that it has always been so.
  private func forge(_ name: String, _ change: (String) -> String) throws {
    try write(Array(change(String(decoding: try bytes(name), as: UTF8.self)).utf8), to: name)
    let digest = try FileDigest(path: folder + "/" + name)
    try forge { manifest in
      let index = manifest.files.firstIndex { $0.name == name }!
      manifest.files[index].bytes = digest.bytes
      manifest.files[index].sha256 = digest.sha256
    }
  }

  @Test("a package that was just written is sound, with its days, alone and with others")
  func sound() throws {
    try lab.export(.day(CalendarDate("2025-01-02")!))
    for path in [folder, folder + "/", lab.folder.path("exports")] {
      let report = try PackageVerifier(path: path).verify(seal: nil)
      #expect(report.problems.isEmpty)
      #expect(report.packages.count == 2)
    }
  }

  @Test("one flipped bit in any file is found, and the file is named")
  func flipped() throws {
    for name in package.files.map(\.name) + ["manifest.json"] {
      let whole = try bytes(name)
      for place in [0, whole.count / 2, whole.count - 1] {
        var flipped = whole
        flipped[place] ^= 1
        try write(flipped, to: name)
        #expect(try problems().contains { $0.path == folder + "/" + name }, "\(name), \(place)")
      }
      try write(whole, to: name)
    }
    #expect(try problems().isEmpty)
  }

  @Test("a missing file is named, the manifest too")
  func missing() throws {
    for name in package.files.map(\.name) + ["manifest.json"] {
      let whole = try bytes(name)
      try FileManager.default.removeItem(atPath: folder + "/" + name)
      #expect(
        try problems().contains(PackageProblem(.missing, folder + "/" + name, "it is missing")))
      try write(whole, to: name)
    }
  }

  @Test("files that changed places are named, with what they hold")
  func swapped() throws {
    let (one, other) = (try bytes("invoices-2025-01.csv"), try bytes("exceptions-2025-01.csv"))
    try write(other, to: "invoices-2025-01.csv")
    try write(one, to: "exceptions-2025-01.csv")
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
    #expect(try problems().map(\.problem) == ["it is the package of 2024-12"])
  }

  @Test("another month's day under this month's is found")
  func otherMonthsDay() throws {
    try lab.export(.day(CalendarDate("2025-01-02")!))
    let other = try lab.export(.day(CalendarDate("2024-12-02")!))
    try FileManager.default.removeItem(atPath: folder + "/02")
    try FileManager.default.moveItem(atPath: other.folder, toPath: folder + "/02")
    #expect(try problems().map(\.problem) == ["it is the package of 2024-12-02"])
  }

  @Test("an amount that was changed in the CSV file and its digest in the manifest is found")
  func forgedAmount() throws {
    try forge("reconciliation-2025-01.csv") { text in
      text.replacing("424.70,0.00,0.00,424.70", with: "424.70,0.00,0.00,424.71", maxReplacements: 1)
    }
    let found = try problems()
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.kind == .total })
    #expect(found.contains { $0.problem.contains("final_amount adds up to") })
  }

  @Test("a row taken out of a CSV file is found, whatever the manifest's digest says")
  func forgedRow() throws {
    try forge("invoices-2025-01.csv") { text in
      text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    }
    #expect(try problems().map(\.problem) == ["it has 30 rows instead of 31"])
  }

  @Test("a total that was changed in the manifest is found against workbook and CSV file")
  func forgedTotal() throws {
    try forge { $0.totals.paidAmount = "0.00" }
    let files = Set(try problems().map(\.path))
    #expect(
      files == [folder + "/billing-2025-01.xlsx", folder + "/reconciliation-2025-01.csv"])
    try forge { $0.totals.finalAmount = "1.00" }
    #expect(try problems().contains { $0.problem.hasPrefix("base − discount + distance is") })
  }

  @Test("a count of bookings that was changed is found")
  func forgedCount() throws {
    try forge { manifest in
      manifest.bookings.billed += 1
      manifest.bookings.total += 1
    }
    #expect(try problems().map(\.problem) == ["60 bookings are billed instead of 61"])
  }

  @Test("a manifest that says more than an export writes is refused")
  func addition() throws {
    let text = String(decoding: try bytes("manifest.json"), as: UTF8.self)
    try write(
      Array(text.replacing("{\n", with: "{\n  \"a\" : 1,\n", maxReplacements: 1).utf8),
      to: "manifest.json")
    #expect(try problems().map(\.kind) == [.changed])
  }

  @Test("a month that follows another is held against it; a changed one breaks the chain")
  func chain() throws {
    let december = try lab.export(.period(BillingPeriod("2024-12")!))
    let link = SealLink(period: BillingPeriod("2024-12")!, seal: december.manifestDigest)
    let january = try PackageExporter(settings: lab.settings()).write(
      scope: .period(ExportLab.period), over: lab.connection, previous: link)
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
        PackageProblem(.chain, folder + "/manifest.json", "it follows 2024-12, which is missing")
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
