internal import ArgumentParser
internal import Billing
internal import Exporters
internal import PlainText

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check export packages against their manifests, without a database.",
    discussion: """
      Names every file that is missing, changed or another one's, every total that does not add \
      up in workbook, CSV files or manifest, every day that is missing or is not what its month \
      says of it, and every month that lost its own package or does not follow the one it names. A \
      folder of months is checked with all its months and days; a month that is not there between \
      two others is noted. Exit code 65 where something is wrong.

      Who makes a whole package anew, manifest and all, is found by --seal only: jobrunner close \
      prints the seal, and jobrunner status --json has it.
      """)

  @Argument(
    help: "A package's folder, such as exports/2025-01, or that of all months.",
    completion: .directory)
  var folder: String

  @Option(help: "What the month was sealed with: the SHA-256 of its manifest.json.")
  var seal: String?

  @Flag(help: "Print JSON, stable and documented, instead of text.")
  var json = false

  @OptionGroup var telling: TellingOptions

  func validate() throws {
    if let seal, !isDigest(seal) {
      throw ValidationError("--seal takes the 64 hexadecimal digits of a SHA-256")
    }
  }

  func run() throws {
    let console = telling.console
    StandardStream.results.letReaderLeave()
    let report = try PackageVerifier(path: folder).verify(seal: seal)
    try console.show(VerifyReport(report: report), asJSON: json)
    if !report.problems.isEmpty { throw ExitCode(.badInput) }
  }
}

/// What was verified.
private struct VerifyReport: Report {
  let report: PackageVerifier.Report

  var json: JSONObject {
    [
      "packages": report.packages,
      "problems": report.problems.map {
        ["kind": $0.kind.rawValue, "path": $0.path, "problem": $0.problem] as JSONObject
      },
      "notes": report.notes,
      "is_sound": report.problems.isEmpty,
    ]
  }

  var lines: [String] {
    guard report.problems.isEmpty else { return quietLines }
    return ["\(counted(report.packages.count, "package")) complete and untouched"]
  }

  /// What is wrong.
  var quietLines: [String] { report.problems.map { "\($0.kind.rawValue): \($0)" } }
  var remarks: [String] { report.notes }
}
