internal import Billing
internal import Foundation

/// What `datapackage.json` says of the files, beside what the manifest says of them.
struct DataPackageCheck {
  private let resources: [Resource]
  /// The lab that it names; nil in one of version 1.
  let lab: String?

  private struct Content: Decodable {
    var lab: String?
    var resources: [Resource]
  }

  private struct Resource: Decodable {
    var path: String
    var bytes: Int
    var hash: String
  }

  init(path: String) throws {
    let bytes = try InputFile.contents(path, limit: 1 << 24) ?? []
    let content = try JSONDecoder().decode(Content.self, from: Data(bytes))
    resources = content.resources
    lab = content.lab
  }

  func problems(_ manifest: Manifest) -> [String] {
    let files = manifest.files.filter { $0.name.hasSuffix(".csv") }
    var problems: [String] = []
    for name in Set(files.map(\.name)).symmetricDifference(resources.map(\.path)).sorted() {
      let isMissing = files.contains { $0.name == name }
      problems.append("it \(isMissing ? "does not describe" : "describes") \(name)")
    }
    for resource in resources {
      guard let file = files.first(where: { $0.name == resource.path }) else { continue }
      if resource.bytes != file.bytes || resource.hash != "sha256:" + file.sha256 {
        problems.append("size and digest of \(file.name) are not those of the manifest")
      }
    }
    return problems
  }
}
