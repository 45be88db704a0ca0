import ArgumentParser
@main struct Techmarket: ParsableCommand { func run() { print("hi") } }
