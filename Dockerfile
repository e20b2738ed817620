# Handrail's image: `docker run handrail worker`, `… gateway`, or any other command.
FROM python:3.11.14-slim-bookworm

# The lock's tzdata answers for time zones, not the image's: histories must replay the same everywhere.
ENV PYTHONTZPATH="" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

WORKDIR /handrail
COPY requirements.lock .
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes -r requirements.lock
COPY . .

RUN useradd --system --no-create-home handrail
USER handrail

EXPOSE 8080
ENTRYPOINT ["/handrail/handrail"]
CMD ["--help"]
