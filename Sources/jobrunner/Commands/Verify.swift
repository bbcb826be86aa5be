internal import ArgumentParser
internal import Billing
internal import Exporters

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

  @Argument(help: "A package's folder, such as exports/2025-01, or that of all months.")
  var folder: String

  @Option(help: "What the month was sealed with: the SHA-256 of its manifest.json.")
  var seal: String?

  @Flag(help: "Print JSON, stable and documented, instead of text.")
  var json = false

  @Flag(help: "Say nothing but what is wrong.")
  var quiet = false

  func validate() throws {
    if let seal, seal.count != 64 || !seal.allSatisfy(\.isHexDigit) {
      throw ValidationError("--seal takes the 64 hexadecimal digits of a SHA-256")
    }
  }

  func run() throws {
    let console = Console(isQuiet: quiet)
    StandardStream.results.letReaderLeave()
    let report = try PackageVerifier(path: folder).verify(seal: seal)
    if json {
      try printJSON(VerifyReport(report), to: console)
    } else {
      for problem in report.problems { console.result("\(problem.kind.rawValue): \(problem)") }
      for note in report.notes { console.log(note) }
      if report.problems.isEmpty, !quiet {
        let count = report.packages.count
        console.result("\(count) package\(count == 1 ? "" : "s") complete and untouched")
      }
    }
    if !report.problems.isEmpty { throw ExitCode(.badInput) }
  }
}

/// What was verified, for programs.
private struct VerifyReport: Encodable {
  var packages: [String]
  var problems: [Problem]
  var notes: [String]
  var isSound: Bool

  struct Problem: Encodable {
    var kind: String
    var path: String
    var problem: String
  }

  init(_ report: PackageVerifier.Report) {
    packages = report.packages
    problems = report.problems.map {
      Problem(kind: $0.kind.rawValue, path: $0.path, problem: $0.problem)
    }
    notes = report.notes
    isSound = report.problems.isEmpty
  }
}
