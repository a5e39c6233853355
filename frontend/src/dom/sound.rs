//! A sound for new mail, made by the browser (Web Audio API): no file has to come first.

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AudioContext, OscillatorNode, UserActivation};

/// Two tones, a fourth apart: the pitch in hertz, when each begins and how long it takes to fade, in seconds.
const TONES: [(f32, f64, f64); 2] = [(659.3, 0.0, 0.35), (880.0, 0.14, 0.5)];

/// Soft: full loudness is 1.
const LOUDNESS: f32 = 0.08;

/// How long a tone takes to be there, in seconds: at once would be a click.
const ATTACK: f64 = 0.015;

/// What counts as silence: a fade cannot reach 0.
const SILENCE: f32 = 0.0001;

/// Plays it. Silence where the person has not touched the page yet, which is when browsers refuse sounds.
pub fn play() {
    if has_been_touched() {
        // Without a loudspeaker there is nothing to tell.
        drop(play_tones());
    }
}

fn play_tones() -> Result<(), JsValue> {
    let context = AudioContext::new()?;
    let now = context.current_time();
    let mut last = None;
    for (pitch, begin, fade) in TONES {
        last = Some(tone(&context, pitch, now + begin, fade)?);
    }
    let end = Closure::once_into_js(move || drop(context.close()));
    if let Some(last) = last {
        last.set_onended(end.dyn_ref());
    }
    Ok(())
}

fn tone(context: &AudioContext, pitch: f32, begin: f64, fade: f64) -> Result<OscillatorNode, JsValue> {
    let (tone, loudness) = (context.create_oscillator()?, context.create_gain()?);
    tone.frequency().set_value(pitch);
    loudness.gain().set_value_at_time(SILENCE, begin)?;
    loudness.gain().exponential_ramp_to_value_at_time(LOUDNESS, begin + ATTACK)?;
    loudness.gain().exponential_ramp_to_value_at_time(SILENCE, begin + fade)?;
    tone.connect_with_audio_node(&loudness)?.connect_with_audio_node(&context.destination())?;
    tone.start_with_when(begin)?;
    tone.stop_with_when(begin + fade)?;
    Ok(tone)
}

/// Whether the person has pressed anything on this page. Browsers complain of a sound before that, so one that cannot say
/// stays silent.
fn has_been_touched() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    let activation = navigator.and_then(|navigator| Reflect::get(&navigator, &"userActivation".into()).ok());
    activation.filter(JsValue::is_object).is_some_and(|it| it.unchecked_into::<UserActivation>().has_been_active())
}
