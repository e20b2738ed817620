#!/bin/sh
# Registers what a worker looks for before it polls; a second run changes nothing.
set -eu
until temporal operator cluster health; do sleep 1; done
temporal operator namespace describe --namespace default >/dev/null 2>&1 \
  || temporal operator namespace create --namespace default --retention 168h
temporal operator search-attribute create --namespace default \
  --name EscalationStatus --type Keyword \
  --name EscalationSeverity --type Keyword \
  --name EscalationTier --type Keyword \
  --name EscalationOwner --type Keyword \
  --name EscalationBreached --type Bool
