"""Language detectors as their READMEs show them: `python languages.py NAME`, texts on standard input.

Reads a JSON list of texts; writes {"labels": [...], "seconds": CPU seconds that naming them took, without loading}.
Codes are each detector's own; `und` where it names no language. With codes after NAME, it chooses among these.
"""

import json
import sys
import time
from collections.abc import Callable

Name = Callable[[str], str]


def langdetect(codes: list[str]) -> Name:
    """langdetect, seeded; it has no way to choose among some languages."""
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0

    def name(text: str) -> str:
        try:
            return str(detect(text))
        except LangDetectException:
            return "und"

    return name


def py3langid(codes: list[str]) -> Name:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted(set(codes) & set(identifier.labels)) or None)
    return lambda text: str(identifier.classify(text)[0])


def pycld2(codes: list[str]) -> Name:
    """CLD2 has no way to choose among some languages, and refuses texts that it takes to be broken."""
    import pycld2 as cld2

    def name(text: str) -> str:
        try:
            return str(cld2.detect(text)[2][0][1])
        except cld2.error:
            return "und"

    return name


def lingua(codes: list[str]) -> Name:
    from lingua import Language, LanguageDetectorBuilder

    known = {language.iso_code_639_1.name.lower(): language for language in Language.all()}
    wanted = [known[code] for code in sorted({*codes, "nb"}) if code in known]
    detector = LanguageDetectorBuilder.from_languages(*wanted).with_preloaded_language_models().build()

    def name(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else "und"

    return name


def main() -> None:
    name = {"langdetect": langdetect, "py3langid": py3langid, "pycld2": pycld2, "lingua": lingua}[sys.argv[1]](
        sys.argv[2:]
    )
    texts = json.load(sys.stdin)
    name("A text that loads what is loaded late.")
    started = time.process_time()
    labels = [name(text) for text in texts]
    json.dump({"labels": labels, "seconds": time.process_time() - started}, sys.stdout)


if __name__ == "__main__":
    main()
