internal import Foundation
internal import LabSchema
internal import TestLab
internal import Testing

@testable internal import Exporters

/// January's package of the exporters' lab in somebody's hands who knows how it is made.
struct ForgedPackage {
  let lab: ExportLab
  let package: ExportedPackage

  init() throws {
    lab = try ExportLab()
    package = try lab.export()
  }

  var folder: String { package.folder }

  func problems(_ path: String? = nil, seal: String? = nil) throws -> [PackageProblem] {
    try PackageVerifier(path: path ?? folder).verify(seal: seal).problems
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try lab.folder.bytes("exports/2025-01/" + name)
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try lab.folder.write(bytes, to: "exports/2025-01/" + name)
  }

  /// Changes the manifest.
  func forge(_ change: (inout Manifest) -> Void) throws {
    var manifest = try #require(Manifest(json: try bytes("manifest.json")))
    change(&manifest)
    try write(try manifest.json, to: "manifest.json")
  }

  /// Changes a file, and makes manifest and data package say that it has always been so.
  func forge(_ name: String, _ change: (String) -> String) throws {
    let before = try FileDigest(path: folder + "/" + name)
    try write(Array(change(String(decoding: try bytes(name), as: UTF8.self)).utf8), to: name)
    let after = try adopt(name)
    try #require(before != after)
    guard name.hasSuffix(".csv") else { return }
    try forge("datapackage.json") { text in
      text.replacing(before.sha256, with: after.sha256)
        .replacing(": \(before.bytes),", with: ": \(after.bytes),")
    }
  }

  /// Makes the manifest say that a file has always been as it is.
  @discardableResult
  func adopt(_ name: String) throws -> FileDigest {
    let digest = try FileDigest(path: folder + "/" + name)
    try forge { $0.adopt(name, digest) }
    return digest
  }

  /// Replaces one text in a part of the workbook.
  func forgeWorkbook(_ part: String, _ pattern: String, _ replacement: String) throws {
    _ = try PythonScript.run(
      """
      import re, shutil, sys, zipfile
      path, part, pattern, replacement = sys.argv[1:]
      with zipfile.ZipFile(path) as book: parts = {i.filename: book.read(i) for i in book.infolist()}
      changed, count = re.subn(pattern, replacement, parts[part].decode(), count=1)
      assert count == 1, pattern
      parts[part] = changed.encode()
      with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items(): book.writestr(name, content)
      """,
      arguments: [folder + "/billing-2025-01.xlsx", part, pattern, replacement])
    try adopt("billing-2025-01.xlsx")
  }
}

extension Manifest {
  fileprivate mutating func adopt(_ name: String, _ digest: FileDigest) {
    guard let index = files.firstIndex(where: { $0.name == name }) else { return }
    files[index].bytes = digest.bytes
    files[index].sha256 = digest.sha256
  }
}
