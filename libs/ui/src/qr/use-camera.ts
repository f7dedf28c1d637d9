import { type RefObject, useEffect, useRef, useState } from 'react';
import { readQr } from './read-qr.js';

const EVERY_MS = 200;

/**
 * Films into a video element while `isOn` and looks for QR codes.
 * @param isOn - whether the camera runs
 * @param onText - called with every code that is read
 * @returns the element to film into, and whether the camera was refused
 */
export function useCamera(
  isOn: boolean,
  onText: (text: string) => void,
): { readonly video: RefObject<HTMLVideoElement | null>; readonly isRefused: boolean } {
  const video = useRef<HTMLVideoElement>(null);
  const [isRefused, setRefused] = useState(false);
  const tell = useRef(onText);
  useEffect(() => {
    tell.current = onText;
  }, [onText]);
  useEffect(() => {
    if (!isOn) return undefined;
    let stream: MediaStream | null = null;
    let isOver = false;
    const look = (): void => {
      const film = video.current;
      if (film === null || film.videoWidth === 0) return;
      const text = readQr(film, film.videoWidth, film.videoHeight);
      if (text !== null) tell.current(text);
    };
    const start = async (): Promise<void> => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        if (isOver) stream.getTracks().forEach((track) => track.stop());
        else if (video.current !== null) {
          video.current.srcObject = stream;
          await video.current.play();
        }
      } catch {
        if (!isOver) setRefused(true);
      }
    };
    void start();
    const timer = setInterval(look, EVERY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [isOn]);
  return { video, isRefused };
}
