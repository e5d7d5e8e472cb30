//! The times of an event as people type them: when it happened, and beside it when it ended and when
//! it became known, in the same zone unless they say another.

use super::{Event, RawEvent};
use crate::domain::moment::{Moment, RawMoment};

impl RawEvent {
    /// An event whose times stand as somebody would have typed them.
    pub fn typed(event: &Event) -> Self {
        let beside = |moment: &Option<Moment>| {
            moment.as_ref().map(RawMoment::typed_beside).unwrap_or_default()
        };
        Self {
            occurred: RawMoment::typed(&event.occurred),
            occurred_end: beside(&event.occurred_end),
            known: beside(&event.known),
            ..Self::from(event)
        }
    }

    /// Writes out each of its times with `write_out`, those beside the first in the zone of the first.
    pub fn write_times(&mut self, write_out: impl Fn(&mut RawMoment)) {
        write_out(&mut self.occurred);
        for beside in [&mut self.occurred_end, &mut self.known] {
            beside.take_zone_of(&self.occurred);
            write_out(beside);
        }
    }
}
